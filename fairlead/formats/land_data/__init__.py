"""Data the report is drawn with; README.md beside this file says where each comes from."""
