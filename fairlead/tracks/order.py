"""Order of dense tables: it is said on the ground floor, where events may see it too."""

from fairlead.base.arrays import in_order

__all__ = ["in_order"]
