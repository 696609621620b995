"""Every table of the system: the data dictionary.

Three kinds. *Evidence rows* come from a reader and carry ``evidence_id`` and ``row``. *Settings* are what case.toml asks
(they are evidence rows too: case.toml is kept like any file). *Derived rows* come from a step and carry ``sources``, the
ids one level down. Units are in the names; times are UTC; an interval is half-open.
"""

from __future__ import annotations

import pyarrow as pa

from fairlead.base.schema import IDS, TIME, Column, Table

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
FLOAT = pa.float64()
INT = pa.int64()
FLAG = pa.bool_()

EVIDENCE_ID = Column("evidence_id", TEXT, "The evidence this row was read from.")
ROW = Column("row", INT, "Line of the text file, or row of the sheet, counted from 1 with the header; of GeoJSON and STAC the feature, from 1.")
SOURCES = Column("sources", IDS, "Ids of the rows this one rests on, one level down.")
LABEL = Column("label", TEXT, "The id as written in the source (S01), unique within its table.")
UNIT = Column("unit", TEXT, "Unit the amounts of this row are in.")
SOURCE_URL = Column("source_url", TEXT, "Where the source says it can be read.", null="not given")
CONFIDENCE = Column("confidence", TEXT, "The collector's words on how good the row is.", null="not given")
GRADE = Column("grade", TEXT, "First word of the confidence: high, medium or low.", null="no such word")
NOTE = Column("note", TEXT, "Free remark of the collector.", null="none")
WORDS = Column("words", TEXT, "The row in one sentence a person can read.")
QUESTION = Column("question", TEXT, "Name of the question in case.toml.")
STATUS = Column("status", TEXT, "What kind of knowledge: documented, inferred, estimated, claimed, contradicted, simulated or possible.")
CODED = pa.dictionary(pa.int32(), pa.string())
"""Text of few values in tables of very many rows: codes in memory, plain text to whoever reads the file."""

IMO = Column("imo", pa.int32(), "IMO ship number; format with :07d.", null="not known")
BERTH = Column("berth", TEXT, "Berth or part of the place, as written.", null="not stated")
IMAGE_ZONE = "Zone of an image's time: stated, assumed, not stated (a date is read as UTC, a clock time in any zone) or stated, not understood."

# ---------------------------------------------------------------------------------------------- evidence and its rows

EVIDENCE = Table("evidence", "Files as acquired.", ("evidence_id",), (
    Column("evidence_id", TEXT, "evidence: and the first 16 hex digits of the SHA-256 of the bytes."),
    Column("sha256", TEXT, "SHA-256 of the bytes; the blob's name in evidence/blobs."),
    Column("name", TEXT, "File name as given; archive members as archive.zip!member.csv."),
    Column("kind", TEXT, "What it was taken for: sightings, places, vessels, ..."),
    Column("bytes", INT, "Size of the file in bytes."),
    Column("added_at", TIME, "When it was added."),
    Column("added_by", TEXT, "Who added it."),
    Column("origin", TEXT, "Where the bytes came from, as stated with --origin.", null="not stated"),
    Column("licence", TEXT, "Licence, as stated with --licence.", null="not stated"),
    Column("rows_in", INT, "Data rows found in it."),
    Column("rows_kept", INT, "Rows that became rows of a table."),
    Column("rows_rejected", INT, "Rows refused, each with a reason in rejects."),
    Column("positions", INT, "Positions read from it, copies of others counted in.", null="not a file of AIS"),
    Column("statics", INT, "Reports of names or particulars read from it, copies of others counted in; equal ones of one hour are mostly one.", null="not a file of AIS"),
    Column("first_position", TIME, "Time of its first position, such as lie far from all others passed over as in listened.", null="no positions in it"),
    Column("last_position", TIME, "Time of its last position, likewise.", null="no positions in it"),
))

REJECTS = Table("rejects", "What was not taken, and why, in words a person can act on.", ("reject_id",), (
    Column("reject_id", TEXT, "Content-derived id of the refusal."),
    Column("evidence_id", TEXT, "The evidence concerned.", null="the file itself was refused and not kept"),
    Column("name", TEXT, "The file's name."),
    Column("row", INT, "Its line or sheet row.", null="the whole file"),
    Column("scope", TEXT, "file, row, or field (the row is kept without that field; times that run backwards are kept)."),
    Column("field", TEXT, "The column concerned.", null="the whole row or file"),
    Column("label", TEXT, "The row's own id, where it could be read.", null="not readable"),
    Column("reason", TEXT, "Why it was refused, and what would help."),
    Column("raw", TEXT, "What stood there, shortened to 2,000 characters.", null="not text"),
))

DECISIONS = Table("decisions", "What a person decided; log entries as rows.", ("decision_id",), (
    Column("decision_id", TEXT, "Content-derived id of the log entry."),
    Column("about", IDS, "Ids of the rows decided on."),
    Column("verdict", TEXT, "accept, reject, same, different, unsure, rescind or withdraw."),
    Column("reason", TEXT, "Why, in the decider's words."),
    Column("decided_by", TEXT, "Who decided."),
    Column("decided_at", TIME, "When it was decided."),
    Column("is_withdrawn", FLAG, "Whether a later entry withdrew it."),
    Column("log_line", INT, "Its line in evidence/log.jsonl."),
))

PLACES = Table("places", "Places as a gazetteer row gives them.", ("place_id",), (
    Column("place_id", TEXT, "Content-derived id of the place row."),
    LABEL,
    Column("name", TEXT, "Usual English name of the place."),
    Column("other_names", TEXTS, "Further names and spellings of the place; may be empty."),
    Column("country", TEXT, "ISO 3166-1 alpha-2.", null="not given"),
    Column("place_kind", TEXT, "port, naval port, crude terminal, anchorage, island, space port, ..."),
    Column("lat", FLOAT, "Latitude of the place's point, WGS 84.", unit="deg", null="known by name only"),
    Column("lon", FLOAT, "Longitude of the place's point, WGS 84, in [-180, 180).", unit="deg", null="known by name only"),
    Column("precision_km", FLOAT, "How good the point is.", unit="km", null="no point, or not stated"),
    Column("time_zone", TEXT, "IANA zone or offset of local time there.", null="not stated; one-zone countries are known"),
    Column("coord_source", TEXT, "Where the point comes from.", null="not given"),
    NOTE, SOURCE_URL, CONFIDENCE, EVIDENCE_ID, ROW,
))

PARTICULARS = Table("particulars", "Ships as a list of vessels describes them. DWT, GT and payload are three different things.", ("particulars_id",), (
    Column("particulars_id", TEXT, "Content-derived id of the vessel row."),
    LABEL,
    Column("name", TEXT, "Name of the ship as written."),
    IMO,
    Column("other_names", TEXTS, "Further names the row gives the ship, remarks in brackets removed; may be empty."),
    Column("other_names_words", TEXT, "The other names as written, remarks and all.", null="none"),
    Column("ship_type", TEXT, "Type of ship as written.", null="not given"),
    Column("flag_words", TEXT, "Flag as written.", null="not given"),
    Column("flag", TEXT, "Flag as ISO 3166-1 alpha-2.", null="not given, or not one state"),
    Column("dwt_t", FLOAT, "Deadweight.", unit="t", null="not known"),
    Column("gt", FLOAT, "Gross tonnage (a volume, no weight).", null="not known"),
    Column("length_m", FLOAT, "Length overall, where a column or remark states it.", unit="m", null="not known"),
    Column("beam_m", FLOAT, "Moulded beam as listed.", unit="m", null="not known"),
    Column("depth_m", FLOAT, "Moulded depth as listed, keel to deck.", unit="m", null="not known"),
    Column("draught_m", FLOAT, "Summer draught as listed.", unit="m", null="not known"),
    Column("features", TEXTS, "What tells the ship in images, as listed: deck colour: red, crane, no helipad.", null="not given"),
    Column("built", pa.int32(), "Year built.", null="not known"),
    Column("gone_by", TIME, "End of the day, month or year by which it was broken up, lost or last seen.", null="not said to be gone"),
    Column("gone_words", TEXT, "What became of it, as written.", null="not said"),
    Column("designation_words", TEXT, "Who lists the ship, as written.", null="none stated; not checked against any list"),
    Column("designation_date_words", TEXT, "Dates of listing as written.", null="not stated"),
    Column("designation_measures_words", TEXT, "Measures as written.", null="not stated"),
    Column("role_in_case", TEXT, "Why the ship is in this list.", null="not given"),
    SOURCE_URL, CONFIDENCE, GRADE, EVIDENCE_ID, ROW,
))

SIGHTINGS = Table("sightings", "What somebody saw or received, in the source's own words.", ("sighting_id",), (
    Column("sighting_id", TEXT, "Content-derived id of the sighting row."),
    LABEL,
    Column("vessel_words", TEXT, "The ship as written; a text in round brackets describes, it does not name."),
    Column("vessel_name", TEXT, "The name, where one is stated.", null="no name stated"),
    IMO,
    Column("event", TEXT, "port_call, port_call_group, arrival, departure, anchored, ais_position, ais_last_seen_then_dark, ais_reappears, sts, ..."),
    Column("hulls", pa.int32(), "How many ships are meant, at least."),
    Column("hulls_words", TEXT, "How that number was read from the source's words.", null="one ship, named or described"),
    Column("members", TEXTS, "Labels of sightings, or names of ships, said to be among them; may be empty."),
    Column("out_of", pa.int32(), "Size of the group the ships are part of (two of the five: 5).", null="not part of a counted group"),
    Column("lengths_m", pa.list_(FLOAT), "Stated lengths of the ships; may be empty.", unit="m"),
    Column("date_start", TEXT, "First date as written: YYYY, YYYY-MM or YYYY-MM-DD.", null="not stated: that of its look"),
    Column("date_end", TEXT, "Last date as written.", null="same as the first"),
    Column("time_local", TEXT, "Clock time or words of time as written.", null="not stated"),
    Column("zone_words", TEXT, "What is said of the time zone, and other remarks on time.", null="nothing said"),
    Column("place_words", TEXT, "The place as written.", null="not stated: that of its look, where it names one"),
    Column("lat", FLOAT, "Latitude as stated, WGS 84.", unit="deg", null="not stated"),
    Column("lon", FLOAT, "Longitude as stated, WGS 84, in [-180, 180).", unit="deg", null="not stated"),
    Column("position_method", TEXT, "How the position came about.", null="not stated"),
    Column("position_uncertainty_km", FLOAT, "Stated error of the position.", unit="km", null="not stated"),
    Column("observed_by", TEXT, "Who saw or received it."),
    Column("method", TEXT, "Satellite image, AIS, document, photograph, ..."),
    Column("reported_by", TEXT, "Who published it.", null="not stated"),
    Column("reported_date", TEXT, "Date of publication as written.", null="not stated"),
    Column("source_kind", TEXT, "original, copy, secondary, ...", null="not stated"),
    Column("look", TEXT, "Label of the look in which the ship was seen, as written.", null="not stated"),
    BERTH,
    Column("laden", TEXT, "laden, ballast or unknown, as the analyst judged.", null="not stated"),
    Column("heading_deg", FLOAT, "Heading of the ship's axis, clockwise from north.", unit="deg", null="not stated"),
    Column("is_heading_ambiguous", FLAG, "Whether bow and stern could not be told apart: the heading may be 180 degrees off.", null="not stated"),
    SOURCE_URL, CONFIDENCE, GRADE, EVIDENCE_ID, ROW,
))

SCENES = Table("scenes", "Images: when they were taken, of what ground, from which angles.", ("scene_id",), (
    Column("scene_id", TEXT, "Content-derived id of the scene row."),
    LABEL,
    Column("provider", TEXT, "Whose satellite or camera took the image.", null="not stated"),
    Column("sensor", TEXT, "optical, sar or photo."),
    Column("product", TEXT, "Product of the provider, as written.", null="not stated"),
    Column("acquired_words", TEXT, "Time of acquisition as written.", null="stated by the scene"),
    Column("start_time", TIME, "Start of the interval in which the image was taken."),
    Column("end_time", TIME, "End of the interval in which the image was taken; equal to the start for an instant."),
    Column("zone_basis", TEXT, IMAGE_ZONE),
    Column("gsd_m", FLOAT, "Ground sample distance: metres a pixel.", unit="m", null="not stated"),
    Column("off_nadir_deg", FLOAT, "Angle of view off the vertical.", unit="deg", null="not stated"),
    Column("sun_azimuth_deg", FLOAT, "Direction of the sun, clockwise from north.", unit="deg", null="not stated"),
    Column("sun_elevation_deg", FLOAT, "Height of the sun over the horizon; negative at night.", unit="deg", null="not stated"),
    Column("cloud_frac", FLOAT, "Share of the whole image under cloud; says little of one berth.", unit="frac", null="not stated"),
    Column("footprint", TEXT, "Ground shown: WKT polygon, longitude first, WGS 84.", null="not stated"),
    Column("usable", TEXT, "Part of it on which something can be seen (no cloud, no haze): WKT polygon.", null="not drawn"),
    Column("licence", TEXT, "Licence of the image, as stated.", null="not stated"),
    Column("image", TEXT, "Name or SHA-256 of the picture of the case that is this scene, as written.", null="not stated"),
    Column("crs", TEXT, "Reference system of the numbers of its world file.", null="it places itself, or nobody does"),
    Column("world", TEXT, "Six numbers of the picture's world file.", null="it has none"),
    Column("points", TEXT, "Two points of the picture whose pixel and place are known, 'column,row=lat,lon' with a semicolon between.", null="none are stated"),
    SOURCE_URL, EVIDENCE_ID, ROW,
))

IMAGES = Table("images", "Pictures that the case holds as evidence, by what their own bytes say.", ("image_id",), (
    Column("image_id", TEXT, "image: and the first 16 hex digits of the SHA-256 of the picture's bytes."),
    Column("media", TEXT, "tiff, png, jpeg, or safe: a Sentinel product."),
    Column("width_px", INT, "Pixels from left to right."),
    Column("height_px", INT, "Pixels from top to bottom."),
    Column("bands", pa.int32(), "How many values a pixel has."),
    Column("pixel_type", TEXT, "Type of those values: uint8, uint16, float32, ..."),
    Column("crs_words", TEXT, "Reference system that ties its pixels to the ground, as the file says.", null="not georeferenced"),
    Column("pixel_m", FLOAT, "Greater side of the pixel in its middle, as metres on the ground.", unit="m", null="not georeferenced"),
    Column("footprint", TEXT, "Ground that the picture shows: WKT polygon of its four corners, longitude first, WGS 84.", null="not georeferenced"),
    Column("taken_words", TEXT, "Time that its own tags say (EXIF, TIFF): of the picture, or of its last editing.", null="its tags say none"),
    Column("remarks", TEXTS, "What whoever measures in it should know; may be empty."),
    EVIDENCE_ID, ROW,
))

DESK_RECORDS = Table("desk_records", "What a person recorded at the sighting desk: which picture, which pixels, which rows were made of it.", ("desk_record_id",), (
    Column("desk_record_id", TEXT, "Content-derived id of the record."),
    Column("result", TEXT, "empty, occupied or cannot tell, as the person judged at the desk."),
    Column("image_name", TEXT, "Name of the picture looked at."),
    Column("image_sha256", TEXT, "SHA-256 of the picture looked at."),
    Column("image_evidence_id", TEXT, "The picture looked at, as evidence."),
    Column("scale_words", TEXT, "How pixels became metres.", null="nothing was measured"),
    Column("readings", TEXTS, "Each reading: what, from which pixel to which (from the top left corner, right and down), how many metres; may be empty."),
    Column("look", TEXT, "Label of the look that was recorded."),
    Column("sighting", TEXT, "Label of the sighting that was recorded.", null="no ship was recorded"),
    Column("analyst", TEXT, "Who looked and measured at the desk."),
    Column("recorded_at", TIME, "When it was recorded."),
    EVIDENCE_ID, ROW,
))

BERTH_VIEWS = Table("berth_views", "Each berth of the case as each georeferenced picture shows it and the ground around, on a grid along the berth.", ("view_id",), (
    Column("view_id", TEXT, "Content-derived id over the picture and the berth."),
    Column("area_id", TEXT, "The berth that was cut out."),
    Column("image_id", TEXT, "The picture it was cut out of."),
    Column("image_name", TEXT, "File name of that picture."),
    Column("scene_id", TEXT, "The scene that the picture is.", null="no scene names the picture"),
    Column("sensor", TEXT, "optical or sar, by the scene or by the names of the bands.", null="neither says it"),
    Column("why_not", TEXT, "Why nothing could be cut out.", null="it was cut out"),
    Column("lat", FLOAT, "Latitude of the middle of the grid.", unit="deg", null="nothing was cut out"),
    Column("lon", FLOAT, "Longitude of the middle of the grid.", unit="deg", null="nothing was cut out"),
    Column("turn_deg", FLOAT, "Direction of the grid's columns, along the berth: anticlockwise from east.", unit="deg", null="nothing was cut out"),
    Column("cell_m", FLOAT, "Side of a cell of the grid.", unit="m", null="nothing was cut out"),
    Column("high", INT, "Rows of the grid, across the berth.", null="nothing was cut out"),
    Column("wide", INT, "Columns of the grid, along the berth.", null="nothing was cut out"),
    Column("inside", pa.list_(FLAG), "Whether each cell lies inside the outline, row by row.", null="nothing was cut out"),
    Column("bright", pa.list_(pa.float32()), "Brightness of each cell, near infrared or decibels; a null cell has no value.", null="nothing was cut out"),
    Column("white", pa.list_(FLAG), "Whether each cell is as bright in all bands.", null="no colours, or nothing was cut out"),
    SOURCES,
))

OCCUPANCY = Table("occupancy", "Whether a ship lay at a berth in a picture, as the same berth in other pictures tells. A proposal: it counts where a person accepts it.", ("occupancy_id",), (
    Column("occupancy_id", TEXT, "Content-derived id over the picture, the berth and the answer."),
    Column("area_id", TEXT, "The berth looked at."),
    Column("image_id", TEXT, "The picture looked at."),
    Column("scene_id", TEXT, "The scene that picture is.", null="no scene names the picture"),
    Column("start_time", TIME, "Start of the interval in which the picture was taken.", null="no scene says when"),
    Column("end_time", TIME, "End of that interval; equal to the start for an instant.", null="no scene says when"),
    Column("place_words", TEXT, "The port of the berth as its area names it."),
    Column("berth", TEXT, "Name of the berth looked at."),
    Column("result", TEXT, "occupied, empty or cannot tell."),
    Column("reason", TEXT, "Why nobody can tell: few, ground, unlike, off, outside, cloud, glint, always, dark, unsure or unread.", null="it can be told"),
    Column("p_occupied", FLOAT, "Chance of a ship of the least length or more, fitted on simulated berths.", null="nothing could be measured"),
    Column("visible_frac", FLOAT, "Share of the berth at which the smallest ship would have stood out.", unit="frac"),
    Column("contrast", FLOAT, "How much the likeliest place of a ship is brighter than in the others: in what land is brighter than water, of radar in tens of decibels.", null="nothing could be measured"),
    Column("score", FLOAT, "That brightness in standard deviations of the water around.", null="nothing could be measured"),
    Column("references", INT, "Other pictures it was held against."),
    Column("likeness", FLOAT, "Correlation of the ground around with that of the others.", null="it was held against none"),
    Column("off_m", FLOAT, "How far the picture had to be moved to lie on the others.", unit="m", null="it was laid over none"),
    Column("method", TEXT, "The algorithm and its version."),
    WORDS, SOURCES,
))

LOOKS = Table("looks", "Somebody looked at a place in an image, and says what was there. An empty berth is a row.", ("look_id",), (
    Column("look_id", TEXT, "Content-derived id of the look row."),
    LABEL,
    Column("scene", TEXT, "Label of the scene looked at, as written.", null="none; its time is stated here"),
    Column("acquired_words", TEXT, "Time of acquisition as written.", null="stated by the scene"),
    Column("start_time", TIME, "Start of the interval of the look's own time.", null="stated by the scene"),
    Column("end_time", TIME, "End of the interval of the look's own time; equal to the start for an instant.", null="stated by the scene"),
    Column("zone_basis", TEXT, IMAGE_ZONE, null="stated by the scene"),
    Column("place_words", TEXT, "The place looked at as written: the label or the name of a place."),
    Column("lat", FLOAT, "Latitude of the point looked at, WGS 84.", unit="deg", null="the place's own point"),
    Column("lon", FLOAT, "Longitude of the point looked at, WGS 84, in [-180, 180).", unit="deg", null="the place's own point"),
    BERTH,
    Column("visible_frac", FLOAT, "Share of the place or berth that could be seen.", unit="frac", null="not stated"),
    Column("result", TEXT, "empty, occupied or cannot tell."),
    Column("is_cued", FLAG, "Whether the image was asked for because of a tip: then it is no random capture.", null="not stated"),
    Column("analyst", TEXT, "Who looked."),
    NOTE, SOURCE_URL, CONFIDENCE, GRADE, EVIDENCE_ID, ROW,
))

DETECTIONS = Table("detections", "What a detector found in an image, as its table says it: something that stands out, no ship until somebody looks.", ("detection_id",), (
    Column("detection_id", TEXT, "Content-derived id of the detection row."),
    LABEL,
    Column("detector", TEXT, "Whose table it is: fairlead, gfw, xview3, allenai, snap, or as the row says."),
    Column("scene", TEXT, "The image it was found in, as written.", null="not stated"),
    Column("sensor", TEXT, "optical or sar.", null="not stated"),
    Column("start_time", TIME, "Start of the interval in which that part of the image was taken.", null="not stated"),
    Column("end_time", TIME, "End of that interval; equal to the start for an instant.", null="not stated"),
    Column("time_basis", TEXT, "Where the time is from: stated, or name of the scene.", null="no time is known"),
    Column("lat", FLOAT, "Latitude, WGS 84, as the detector places it: of a moving ship radar shifts it along the satellite's path.", unit="deg", null="in pixels alone"),
    Column("lon", FLOAT, "Longitude, WGS 84, in [-180, 180).", unit="deg", null="in pixels alone"),
    Column("sd_m", FLOAT, "Standard deviation of that position each way, as the table says.", unit="m", null="not stated"),
    Column("flight_deg", FLOAT, "Where the radar flew as it passed, clockwise from north.", unit="deg", null="not stated, or no radar"),
    Column("shift_s", FLOAT, "Metres by which a radar image shows a ship against the flight for each metre a second that it moves to the right of the flight; below zero of a radar that looks left.", unit="s", null="not stated, or no radar"),
    Column("searched_km2", FLOAT, "Water of the image that was searched.", unit="km2", null="not stated"),
    Column("pixel_row", FLOAT, "Row in the image, from its top.", unit="px", null="not stated"),
    Column("pixel_column", FLOAT, "Column in the image, from its left.", unit="px", null="not stated"),
    Column("length_m", FLOAT, "Length as the detector gives it.", unit="m", null="not stated"),
    Column("length_low_m", FLOAT, "The length is above this in 95 of 100 cases, as the detector says; of a box along the image's axes its longer side.", unit="m", null="no interval is stated"),
    Column("length_high_m", FLOAT, "The length is below this in 95 of 100 cases, as the detector says.", unit="m", null="no interval is stated"),
    Column("beam_m", FLOAT, "Beam as the detector gives it.", unit="m", null="not stated"),
    Column("heading_deg", FLOAT, "Where the bow points, clockwise from north.", unit="deg", null="not stated"),
    Column("axis_deg", FLOAT, "Direction of the long axis, 0 to 180 clockwise from north: which end is the bow is not said.", unit="deg", null="not stated"),
    Column("speed_kn", FLOAT, "Speed as the detector guesses it from the image.", unit="kn", null="not stated"),
    Column("score", FLOAT, "The detector's own score, on its own scale.", null="not stated"),
    Column("vessel_frac", FLOAT, "Chance that it is a vessel, as the detector says it.", unit="frac", null="not stated"),
    Column("fishing_frac", FLOAT, "Chance that it is a fishing vessel, as the detector says it.", unit="frac", null="not stated"),
    Column("matched_mmsi", pa.int32(), "MMSI that the table's maker matched it to; format with :09d.", null="none is stated"),
    Column("said_words", TEXT, "What the table calls it: vessel, not a vessel, matched, remarks.", null="nothing said"),
    Column("others", TEXT, "Further cells as written, 'column: cell' with semicolons between.", null="none"),
    NOTE, EVIDENCE_ID, ROW,
))

MEASURES = Table("measures", "What was measured of a ship in an image.", ("measure_id",), (
    Column("measure_id", TEXT, "Content-derived id of the measure row."),
    LABEL,
    Column("sighting", TEXT, "Label of the sighting measured, as written."),
    Column("quantity", TEXT, "length, beam, bridge_to_bow, air_draught or freeboard."),
    Column("value_m", FLOAT, "The measured value.", unit="m"),
    Column("sd_m", FLOAT, "Standard deviation of the value, as the analyst states it.", unit="m", null="not stated"),
    Column("repeats", pa.int32(), "How many readings the value is the mean of.", null="not stated"),
    Column("readings_m", pa.list_(FLOAT), "The single readings, where given; may be empty.", unit="m"),
    Column("how", TEXT, "How it was measured.", null="not stated"),
    Column("analyst", TEXT, "Who measured or judged.", null="not stated"),
    EVIDENCE_ID, ROW,
))

MEASURED = Table("measured", "Measures with the error that their pixels and repeats leave them.", ("measure_id",), (
    Column("measure_id", TEXT, "The measure whose error is worked out."),
    Column("sighting", TEXT, "Label of the sighting measured, as written."),
    Column("quantity", TEXT, "length, beam, bridge_to_bow, air_draught or freeboard."),
    Column("value_m", FLOAT, "The measured value.", unit="m"),
    Column("sd_m", FLOAT, "Standard deviation of the value that is used, never below the floor.", unit="m", null="nothing says how good it is"),
    Column("floor_m", FLOAT, "Least error of any measure in that image: a pixel at either end, and scale.", unit="m", null="pixel not known"),
    Column("sd_basis", TEXT, "What the error rests on: stated, repeats, floor or not known."),
    Column("gsd_m", FLOAT, "Ground sample distance: metres a pixel.", unit="m", null="not stated"),
    Column("how", TEXT, "How it was measured.", null="not stated"),
    Column("analyst", TEXT, "Who measured or judged.", null="not stated"),
    WORDS, SOURCES,
))

FEATURES = Table("features", "What a ship in an image looked like, one feature a row.", ("feature_id",), (
    Column("feature_id", TEXT, "Content-derived id of the feature row."),
    LABEL,
    Column("sighting", TEXT, "Label of the sighting described, as written."),
    Column("name", TEXT, "What is described: deck colour, tank covers, crane."),
    Column("value", TEXT, "What was seen of it: red, 3, present, absent."),
    Column("p_present", FLOAT, "Chance of this report where the ship has the feature.", null="not stated"),
    Column("p_absent", FLOAT, "Chance of this report where the ship lacks the feature.", null="not stated"),
    Column("analyst", TEXT, "Who measured or judged.", null="not stated"),
    EVIDENCE_ID, ROW,
))

CONVERSIONS = Table("conversions", "Barrels per tonne as published tables print them.", ("conversion_id",), (
    Column("conversion_id", TEXT, "Content-derived id of the conversion row."),
    Column("authority", TEXT, "Name and edition of the conversion table."),
    Column("product", TEXT, "Product as the table names it."),
    Column("bbl_per_t", FLOAT, "Barrels per tonne (lower end of a printed range).", unit="bbl/t"),
    Column("bbl_per_t_high", FLOAT, "Upper end of a printed range of barrels per tonne.", unit="bbl/t", null="printed as one figure"),
    Column("t_per_bbl", FLOAT, "Tonnes per barrel as printed.", unit="t/bbl", null="not printed"),
    Column("t_per_m3", FLOAT, "Tonnes per kilolitre as printed.", unit="t/m3", null="not printed"),
    Column("m3_per_t", FLOAT, "Kilolitres per tonne as printed.", unit="m3/t", null="not printed"),
    SOURCE_URL, CONFIDENCE, EVIDENCE_ID, ROW,
))

MEASURED_TRANSFERS = Table("measured_transfers", "Transfers with a stated tonnage.", ("measured_transfer_id",), (
    Column("measured_transfer_id", TEXT, "Content-derived id of the transfer row."),
    LABEL,
    Column("giver", TEXT, "Ship that gave.", null="not stated"),
    Column("giver_dwt_t", FLOAT, "Deadweight of the giver as printed.", unit="t", null="not stated as deadweight"),
    Column("giver_payload_t", FLOAT, "Payload of the giver, where the figure is said to be that.", unit="t", null="not stated as payload"),
    Column("giver_loaded_t", FLOAT, "What the giver had loaded.", unit="t", null="not stated"),
    Column("receiver", TEXT, "Ship or ships that received.", null="not stated"),
    Column("receiver_dwt_t", FLOAT, "Deadweight of the receiver as printed.", unit="t", null="not stated"),
    Column("receiver_dwt_condition", TEXT, "A condition printed with that deadweight ('if it is Kum Un San 3').", null="none"),
    Column("receiver_gt", FLOAT, "Gross tonnage of the receiver.", null="not stated"),
    Column("date_words", TEXT, "When, as written.", null="not stated"),
    Column("tonnes", FLOAT, "Cargo passed.", unit="t", null="not stated"),
    Column("product", TEXT, "Cargo as named.", null="not stated"),
    Column("share_words", TEXT, "Share of the receiver's deadweight as printed.", null="not stated"),
    NOTE, SOURCE_URL, CONFIDENCE, GRADE, EVIDENCE_ID, ROW,
))

OFFICIAL_REPORTS = Table("official_reports", "What states notified.", ("official_report_id",), (
    Column("official_report_id", TEXT, "Content-derived id of the official report row."),
    LABEL,
    Column("reporting_state", TEXT, "ISO 3166-1 alpha-2, several joined by +, or all."),
    Column("period_start", TIME, "Start of the period notified."),
    Column("period_end", TIME, "End of the period notified, exclusive."),
    Column("commodity", TEXT, "What was notified, as written.", null="not stated: set against no cap"),
    Column("barrels", FLOAT, "Barrels notified.", unit="bbl", null="only tonnes notified"),
    Column("tonnes", FLOAT, "Tonnes notified.", unit="t", null="only barrels notified"),
    Column("pct_of_cap_stated", FLOAT, "Share of the cap in per cent, as the source prints it.", null="not printed"),
    Column("check_words", TEXT, "The collector's arithmetic check.", null="none"),
    SOURCE_URL, CONFIDENCE, EVIDENCE_ID, ROW,
))

# --------------------------------------------------------------------------------------------------- sanctions lists

_LIST = Column("list", TEXT, "Which list: ofac_sdn, eu_fsf, eu_32014R0833, uk_conlist, ...")
_ENTRY = Column("entry", TEXT, "The publisher's own id of the entry; where it gives none, part of the list with IMO number or name.")
LIST_ENTRIES = Table("list_entries", "Entries of sanctions and watch lists as published, each version of a list in full.", ("list_entry_id",), (
    Column("list_entry_id", TEXT, "Content-derived id of the list's file and the entry in it."),
    _LIST,
    Column("list_version_id", TEXT, "The version of the list it stands in."),
    _ENTRY,
    Column("op", TEXT, "What a delta does with the entry: ADD, MOD or DEL.", null="the file is a whole list"),
    Column("entry_kind", TEXT, "vessel, company, person, aircraft or other."),
    Column("name", TEXT, "Primary name as published; of a deletion that names none, the entry's id."),
    Column("aliases", TEXTS, "Other names that the list calls good, or says nothing of; may be empty."),
    Column("weak_aliases", TEXTS, "Other names that the list itself calls weak; may be empty."),
    Column("former_names", TEXTS, "Names that the list calls former; may be empty."),
    Column("programmes", TEXTS, "Programmes or regimes it is listed under, as published; may be empty."),
    Column("measures", TEXTS, "Measures that the file states (asset freeze, port ban, ...), as published; empty where it states none."),
    Column("part", TEXT, "Part of the list it stands in, such as an annex: one ship may stand in several.", null="the list has no parts"),
    Column("listed_words", TEXT, "Date of designation as written; never the date of publication.", null="not stated"),
    Column("listed_start", TIME, "Start of the interval in which it was designated.", null="not stated, or not understood"),
    Column("listed_end", TIME, "End of the interval in which it was designated, exclusive.", null="not stated, or not understood"),
    Column("grounds", TEXT, "Grounds of the designation as stated.", null="not stated"),
    Column("remarks", TEXT, "Remarks of the list as written, all of them.", null="none"),
    EVIDENCE_ID, ROW,
))

LIST_FACTS = Table("list_facts", "What a list says of an entry: numbers, flags, owners, names; one value a row, as written and as compared.", ("list_fact_id",), (
    Column("list_fact_id", TEXT, "Content-derived id of file, entry, property and value."),
    Column("list_entry_id", TEXT, "The entry it is said of.", null="a file of aliases or addresses whose list is not in this case"),
    _LIST, _ENTRY,
    Column("property", TEXT, "imo, company_imo, registration, mmsi, call_sign, flag, former_flag, other_flag, type, tonnage, gross_tonnage, built, length, owner, former_owner, linked_to, title, address, country, alias, weak_alias, former_name, remarks_continued, standing (named only: the entry is in the file for another's sake, and is not itself listed), validity (of a statement, in a file beside its list), applies_from (from when measures apply to the entry; no designation), programme and measure (where the list says them at a line of their own), date (of the entry, its meaning not known)."),
    Column("value", TEXT, "The value as written."),
    Column("normal", TEXT, "The value as compared: digits of a number, ISO 3166-1 alpha-2 of a flag, of linked_to, and of an owner named by id, the entry it names.", null="it cannot be brought to that form, or has none"),
    Column("qualifier", TEXT, "What the list says of the value: aka, fka, its role, its share, its days, its language.", null="nothing"),
    Column("note", TEXT, "What is wrong with the value or doubtful in it; it stays as written.", null="nothing"),
    Column("valid_from", TIME, "From when the list states that it held in the world: of a date wider than a day the last day.", null="not stated"),
    Column("valid_until", TIME, "Until when it states that it held, exclusive: of a date wider than a day its first day counts.", null="not stated, or still so"),
    Column("statement", TEXT, "The publisher's own id of the statement.", null="it gives none"),
    EVIDENCE_ID, ROW,
))

LIST_VERSIONS = Table("list_versions", "Versions of sanctions lists at hand, good or not; list_standings says which count.", ("list_version_id",), (
    Column("list_version_id", TEXT, "Id of the version, of the hash of its file."),
    _LIST,
    Column("publisher", TEXT, "Who publishes the list."),
    Column("published_words", TEXT, "The publisher's date of this version, as written in the file.", null="the file bears none"),
    Column("published_start", TIME, "Start of the publisher's date.", null="the file bears none"),
    Column("published_end", TIME, "End of the publisher's date, exclusive.", null="the file bears none"),
    Column("retrieved_at", TIME, "When the bytes were taken from the publisher, as told when they were added; else when they were added.", null="outside a case"),
    Column("is_delta", FLAG, "Whether it holds changes only and no whole list."),
    Column("entries", INT, "Entries in the version."),
    Column("vessels", INT, "Vessels among the entries."),
    Column("with_imo", INT, "Vessels with a ship's IMO number that passes its check digit."),
    Column("known_from", TIME, "Day from which what it says counts as known, its first instant.", null="outside a case"),
    Column("known_by", TEXT, "By what that day is known: file (the publisher's date in it), told (with --retrieved), name (a date in the file's name) or added (the day it was added).", null="outside a case"),
    Column("member", TEXT, "The file within an archive of versions.", null="the evidence is this one version"),
    Column("joined", IDS, "Evidence of aliases, addresses and comments joined to it; may be empty."),
    Column("doubt", TEXT, "Why the version may not be whole: it counts only where a person accepted it.", null="nothing of it says so"),
    Column("has_end", FLAG, "Whether the file itself shows that its end is there, as XML, a spreadsheet and OFAC's mark do; a table cut between two records shows nothing."),
    Column("caveats", TEXTS, "What a search of it may miss though it counts: rows refused, a companion that may be cut off; may be empty."),
    Column("added_no", INT, "Place of its file among those of the case, in the order of the log: of two versions of one day and retrieval the later counts.", null="outside a case"),
    EVIDENCE_ID,
    Column("row", INT, "Line of the file that bears its date, else its first line."),
))

LIST_STANDINGS = Table("list_standings", "Which versions of lists count, from when to when, and why others do not.", ("list_version_id",), (
    Column("list_version_id", TEXT, "The version judged."),
    _LIST,
    Column("version_name", TEXT, "The list and the day of the version, as people say it."),
    Column("counts_from", TIME, "Start of the time in which this version is the latest good one.", null="it does not count"),
    Column("counts_until", TIME, "Start of the next good version.", null="it is the latest, or does not count"),
    Column("is_good", FLAG, "Whether the version counts."),
    Column("refused_words", TEXT, "Why it does not count.", null="it counts"),
    Column("instead", TEXT, "The good version that counts in its place.", null="it counts, or there was none before it"),
    Column("version_day", TIME, "Day of the version, whether it counts or not."),
    Column("version_no", INT, "Place of the version among those of its list, in the order in which they count, from 1."),
    Column("entries_gone", INT, "Entries of the good version before it that it no longer has.", null="it does not count, or none before it is at hand"),
    Column("entries_after", INT, "Entries of the list once this version has been applied."),
    Column("vessels_after", INT, "Vessels among the entries once it has been applied."),
    Column("may_miss", TEXTS, "What a search of the version may miss, carried over; may be empty."),
    WORDS, SOURCES,
))

LIST_STATEMENTS = Table("list_statements", "What lists say of their entries, each value once for as long as consecutive good versions repeat it.", ("list_statement_id",), (
    Column("list_statement_id", TEXT, "Content-derived id of list, entry, property, value and the version in which it begins."),
    _LIST, _ENTRY,
    Column("entry_kind", TEXT, "vessel, company, person, aircraft or other."),
    Column("property", TEXT, "name, programme, measure, part, grounds, remarks, listed (the entry stands in the list), or a property of list_facts."),
    Column("value", TEXT, "The value as written."),
    Column("normal", TEXT, "Its value as list_facts compares it; of linked_to nothing: whom a name means depends on the day.", null="it has no such form"),
    Column("qualifier", TEXT, "What the list says of the value: aka, fka, its role, its language.", null="nothing"),
    Column("valid_from", TIME, "From when it is stated to hold in the world: of listed the start of the designation's date, else as in list_facts.", null="not stated"),
    Column("valid_from_end", TIME, "End of the interval that the designation's date covers.", null="not stated, or not of listed"),
    Column("valid_until", TIME, "Until when it is stated to have held in the world, as in list_facts, exclusive.", null="not stated, or still so"),
    Column("known_from", TIME, "Day of the first good version that says it."),
    Column("known_to", TIME, "Day of the last good version that says it, in an unbroken run."),
    Column("absent_on", TIME, "Day of the good version before, which does not say it.", null="no version before is at hand: it may be older"),
    Column("known_until", TIME, "Day of the next good version, which no longer says it.", null="the latest good version says it"),
    Column("list_version_id", TEXT, "The version in which it begins."),
    SOURCES,
))

# ------------------------------------------------------------------------------------- documents and what they say

DOCUMENT_ID = Column("document_id", TEXT, "The document it stands in.", null="no document of the case holds it: a row of a table of claims")
_SAID = (
    Column("claim_kind", TEXT, "transfer, voyage, limit, agreement, support_statement, policy_signal, no_comment or correction.", null="not stated"),
    Column("item_class", TEXT, "Class of the item, general first: oil.refined; see the table lexicon.", null="not classed"),
    Column("modality", TEXT, "asserted, probable, possible, planned, requested, concern, reported, unconfirmed, withdrawn or not_denied.", null="not stated"),
    Column("stage", TEXT, "announced, agreed, allocated, shipped, delivered or used: stages of the same goods are never added.", null="not stated"),
    Column("qualifier", TEXT, "more_than, at_least, up_to, around, between, only, dozens, ...", null="none"),
    Column("scope", TEXT, "What the quantity is: total, rate, per_item or cumulative.", null="not stated"),
    Column("alternatives", TEXT, "Label that alternatives (A or B) share; they are never added.", null="no alternatives"),
    Column("exchange", TEXT, "Label shared by claims said to be given for each other.", null="no exchange stated"),
    Column("period_words", TEXT, "The period in the source's words.", null="not stated"),
    Column("places", TEXTS, "Places named for it, as written.", null="none"),
    Column("vessels", TEXTS, "Vessels named for it, as written.", null="none"),
    Column("speaker_role", TEXT, "Role of the speaker on that day, as written.", null="not stated"),
    Column("anonymity", TEXT, "named, unnamed, pseudonymous, or narrator (the outlet speaks itself).", null="not stated"),
    Column("venue", TEXT, "Where it was said: broadcaster, newspaper interview, hearing.", null="not stated"),
    Column("cue", TEXT, "The words that hand it to the speaker: said, estimated, denied.", null="none"),
    Column("quote_kind", TEXT, "direct, indirect or narrator.", null="not stated"),
    Column("relays", TEXTS, "Who only passed it on, nearest first; never sources.", null="nobody named"),
    Column("basis", TEXT, "Stated evidence: satellite_imagery, intelligence, intercepts, documents, ...", null="none stated"),
    DOCUMENT_ID,
    Column("quote", TEXT, "The exact words of the document.", null="not anchored in a document"),
    Column("quote_prefix", TEXT, "What stands before the quote, 32 characters at most.", null="not anchored"),
    Column("quote_suffix", TEXT, "What stands after the quote, 32 characters at most.", null="not anchored"),
    Column("quote_start", INT, "Where the quote begins, in characters of the document's text from 0.", null="not anchored"),
    Column("text_sha256", TEXT, "SHA-256 of the text that the quote was found in.", null="not anchored"),
    Column("method", TEXT, "What proposed it: rules and version, or a model by name; hand where a person wrote it.", null="not stated"),
)
"""What a statement and its claim carry beyond who, what, when and how much; in proposals and in claims alike."""

OPINIONS = Table("opinions", "What a matcher that somebody else runs answered when it was asked for a ship, company or person: its verdicts, none of them ours.", ("opinion_id",), (
    Column("opinion_id", TEXT, "Content-derived id of the answer, the question in it and the place among its candidates."),
    Column("asked_words", TEXT, "What was asked, as the answer repeats it: schema and values.", null="the answer does not repeat it"),
    Column("entity", TEXT, "Id of the candidate, as the matcher gives it.", null="it knows no candidate"),
    Column("entity_name", TEXT, "Name of the candidate as it calls it.", null="it knows no candidate"),
    Column("entity_schema", TEXT, "Schema of the candidate, of FollowTheMoney.", null="not stated, or no candidate"),
    Column("score_frac", FLOAT, "How alike it holds the two to be.", unit="frac", null="no candidate"),
    Column("is_match", FLAG, "Whether it calls them the same by its own threshold.", null="no candidate"),
    Column("datasets", TEXTS, "Data sets that it has the candidate from; may be empty."),
    Column("imos", TEXTS, "IMO numbers that it gives the candidate, as written; may be empty."),
    WORDS, EVIDENCE_ID,
    Column("row", INT, "Line of the answer: 1, since an answer is one object."),
))

OWNERSHIP = Table("ownership", "Who owns, manages or runs a ship or a company, as somebody's research says.", ("ownership_id",), (
    Column("ownership_id", TEXT, "Content-derived id of the ownership row."),
    LABEL,
    Column("owner", TEXT, "Name of the company or person that owns or runs."),
    Column("owner_imo", pa.int32(), "The owner's IMO company number; format with :07d.", null="not given"),
    Column("owned", TEXT, "Name of the ship or company that is owned or run."),
    Column("owned_imo", pa.int32(), "IMO ship number of what is owned; format with :07d.", null="no ship, or not given"),
    Column("owned_company_imo", pa.int32(), "IMO company number of what is owned; format with :07d.", null="no company, or not given"),
    Column("relation", TEXT, "owner, beneficial owner, manager or operator."),
    Column("held_frac", FLOAT, "Share held, 0 to 1.", unit="frac", null="not stated"),
    Column("from_start", TIME, "Start of the date from which it is so.", null="not stated"),
    Column("from_end", TIME, "End of the date from which it is so, exclusive.", null="not stated"),
    Column("to_start", TIME, "Start of the last date on which it is so.", null="not stated: as far as known it still is"),
    Column("to_end", TIME, "End of the last date on which it is so, exclusive.", null="not stated: as far as known it still is"),
    Column("founded_start", TIME, "Start of the date on which the owner was founded.", null="not stated"),
    Column("founded_end", TIME, "End of the date on which the owner was founded, exclusive.", null="not stated"),
    NOTE, SOURCE_URL, CONFIDENCE, GRADE, EVIDENCE_ID, ROW,
))

CLAIMS = Table("claims", "Who said what: one statement about a transfer, a voyage or a denial.", ("claim_id",), (
    Column("claim_id", TEXT, "Content-derived id of the claim row."),
    LABEL,
    Column("speaker", TEXT, "Who spoke."),
    Column("speaker_org", TEXT, "For whom the speaker spoke.", null="not stated"),
    Column("outlet", TEXT, "Where it was printed."),
    Column("said_start", TIME, "Start of the interval in which it was said."),
    Column("said_end", TIME, "End of the interval in which it was said."),
    Column("stance", TEXT, "assert, deny, confirm, no comment, neither confirm nor deny."),
    Column("from_party", TEXT, "Giver, ISO 3166-1 alpha-2 for a state.", null="not stated"),
    Column("to_party", TEXT, "Receiver, ISO 3166-1 alpha-2 for a state.", null="not stated"),
    Column("item", TEXT, "What was given, as written."),
    Column("quantity_words", TEXT, "The quantity in the source's words.", null="none stated"),
    Column("qty_low", FLOAT, "Lower end of the quantity; in ``unit``.", null="no lower end stated"),
    Column("qty_high", FLOAT, "Upper end of the quantity; in ``unit``.", null="no upper end stated"),
    Column("unit", TEXT, "Unit of the quantity: barrel, trip, vessel, container, ...", null="no quantity"),
    Column("period_start", TIME, "Start of the period spoken of.", null="not stated"),
    Column("period_end", TIME, "End of the period spoken of, exclusive.", null="not stated"),
    Column("rests_on", TEXT, "What the claim rests on, as far as the source says.", null="not stated"),
    *_SAID,
    Column("supersedes", TEXT, "Label of the claim that it corrects, updates or withdraws; that one stays visible.", null="it supersedes none"),
    Column("reviewer", TEXT, "Who accepted it.", null="a row of a table, entered by hand"),
    Column("rescinded", TEXT, "Why this case no longer counts it, by whom and when; it stays visible, as withdrawn.", null="it stands"),
    SOURCE_URL, CONFIDENCE, GRADE, EVIDENCE_ID, ROW,
))

DOCUMENTS = Table("documents", "Texts that somebody published: articles, reports, transcripts, mails, pages. The text is a working copy; the original is evidence.", ("document_id",), (
    Column("document_id", TEXT, "Content-derived id of the original and, in an archive of pages, of the page."),
    Column("media", TEXT, "html, pdf, text, docx, eml, mhtml, warc or wacz."),
    Column("title", TEXT, "Its title.", null="none found"),
    Column("outlet", TEXT, "Who published it, as the document says, else the host of its address.", null="not known"),
    Column("author", TEXT, "Who wrote it.", null="not stated"),
    Column("url", TEXT, "Its address.", null="not known"),
    Column("published_start", TIME, "Start of the interval in which it was published.", null="not known"),
    Column("published_end", TIME, "End of that interval, exclusive.", null="not known"),
    Column("published_words", TEXT, "The date of publication as written.", null="not known"),
    Column("captured_at", TIME, "When the bytes were taken from where they were published.", null="not known: the file does not say"),
    Column("language", TEXT, "ISO 639-1 code of its language, as it says or as its words show.", null="not known"),
    Column("text", TEXT, "The text, as the tool drew it out; empty where there is none."),
    Column("text_sha256", TEXT, "SHA-256 of the text in UTF-8."),
    Column("text_tool", TEXT, "What drew the text out, and its version."),
    Column("flags", TEXTS, "What a reader must know: no text, hidden characters, right-to-left override, cut at a limit, ...; may be empty."),
    EVIDENCE_ID, ROW,
))

LEXICON = Table("lexicon", "Words that the reading of statements knows: states, offices, outlets, items, units, cues. Versioned data of the package, and of the case.", ("term_id",), (
    Column("term_id", TEXT, "Content-derived id of kind, term and value."),
    Column("term_kind", TEXT, "state, office, outlet, person, body, item, unit, cue, give, receive, basis, place, ..."),
    Column("term", TEXT, "The words, in lower case."),
    Column("value", TEXT, "What they mean: a state's code, an item class, a unit, ..."),
    Column("parent", TEXT, "What that belongs to: an office's state, an outlet's owner or state.", null="nothing"),
    Column("note", TEXT, "Remark or source.", null="none"),
    Column("version", TEXT, "Version of the package's list, or case."),
    Column("evidence_id", TEXT, "The evidence of the case it was read from.", null="a row of the package"),
    Column("row", INT, "Its row in that evidence.", null="a row of the package"),
))

PROPOSALS = Table("proposals", "Claims proposed from documents by rules or a model. No claim until a person accepts it.", ("proposal_id",), (
    Column("proposal_id", TEXT, "Content-derived id of document, place of the quote and tuple."),
    Column("speaker", TEXT, "Who vouches, nearest first; the outlet where it speaks itself."),
    Column("speaker_org", TEXT, "For whom that speaker speaks.", null="not stated"),
    Column("speaker_state", TEXT, "State of the speaker, ISO 3166-1 alpha-2.", null="not known"),
    Column("origin_chain", TEXTS, "Whom the speaker rests on, nearest first: the agency that briefed the lawmaker; may be empty."),
    Column("outlet", TEXT, "Where it stands.", null="not known"),
    Column("said_start", TIME, "Start of the interval in which the proposed claim was said.", null="not known"),
    Column("said_end", TIME, "End of the interval in which the proposed claim was said, exclusive.", null="not known"),
    Column("stance", TEXT, "Proposed stance: assert, deny, confirm, no comment, neither confirm nor deny."),
    Column("from_party", TEXT, "Giver as proposed, ISO 3166-1 alpha-2 for a state.", null="not stated, or the direction is not known"),
    Column("to_party", TEXT, "Receiver as proposed, ISO 3166-1 alpha-2 for a state.", null="not stated, or the direction is not known"),
    Column("direction", TEXT, "sure, likely or unknown; unknown where states are named and the frame does not say who gives."),
    Column("parties", TEXTS, "States named where the direction is unknown; may be empty."),
    Column("item", TEXT, "What was given, in the words of the document.", null="no item"),
    Column("quantity_words", TEXT, "The quantity in the words of the document.", null="none stated"),
    Column("qty_low", FLOAT, "Lower end of the proposed quantity; in ``unit``.", null="no lower end stated"),
    Column("qty_high", FLOAT, "Upper end of the proposed quantity; in ``unit``.", null="no upper end stated"),
    Column("unit", TEXT, "Unit of the proposed quantity.", null="no quantity"),
    Column("period_start", TIME, "Start of the proposed period.", null="not stated"),
    Column("period_end", TIME, "End of the proposed period, exclusive.", null="not stated"),
    *_SAID,
    Column("replaces", TEXT, "Proposal whose figure this one withdraws, corrects or updates.", null="none"),
    Column("is_confident", FLAG, "Whether the rule stands behind direction and item: a plain frame with both states named."),
    Column("rule", TEXT, "Name of the rule."),
    WORDS, SOURCES,
))

REVIEWS = Table("reviews", "What people made of proposed claims; log entries as rows. A rejection and what was withdrawn stay visible.", ("review_id",), (
    Column("review_id", TEXT, "Content-derived id of the log entry that reviews."),
    Column("proposal_id", TEXT, "The proposal reviewed."),
    Column("verdict", TEXT, "accept, edit (accepted as changed), reject or withdraw."),
    Column("about", TEXT, "Id of the review that is withdrawn.", null="it withdraws none"),
    Column("claim_id", TEXT, "Id of the claim that was accepted.", null="nothing was accepted"),
    Column("claim_label", TEXT, "Label of the claim that was accepted (K1).", null="nothing was accepted by it"),
    DOCUMENT_ID,
    Column("quote", TEXT, "The words reviewed.", null="a withdrawal"),
    Column("changed", TEXTS, "Fields that the person changed; may be empty."),
    Column("reason", TEXT, "Why, in the reviewer's words.", null="accepted as it was proposed, without a word"),
    Column("reviewed_by", TEXT, "Who reviewed it."),
    Column("reviewed_at", TIME, "When it was reviewed."),
    Column("is_standing", FLAG, "Whether it stands: no later review of the proposal does, and it was not withdrawn."),
    Column("log_line", INT, "Line in evidence/log.jsonl that reviews."),
    SOURCES,
))
MODEL_PROPOSALS = Table("model_proposals", "Claims that a language model proposed when a person asked for it; log entries as rows. Never a claim until a person accepts it.", ("proposal_id",), (
    *PROPOSALS.columns,
    Column("anchoring", TEXT, "verified: the model's quote stands in the text; repaired: one passage is nearly it, and the text's own words are taken."),
    Column("model", TEXT, "Name of the model that was asked."),
    Column("endpoint", TEXT, "Host that was asked: the text of the document went there."),
    Column("prompt_sha256", TEXT, "SHA-256 of what was sent to the model."),
    Column("seed", INT, "Seed that was sent to the model."),
    Column("proposed_at", TIME, "When the model was asked."),
    Column("log_line", INT, "Line in evidence/log.jsonl that holds the model's proposal."),
))
GRADES = Table("grades", "Grades that people gave; a later one on the same target, axis and topic stands, the earlier stays visible.", ("grade_id",), (
    Column("grade_id", TEXT, "Content-derived id of the log entry that grades."),
    Column("target", TEXT, "What was graded: a source by name (reliability), or the id of a claim."),
    Column("axis", TEXT, "reliability (A-F, of a source), credibility (1-6, of a claim), likelihood (ICD 203 word), confidence (low, moderate, high), answered or against_interest (yes or no, of a transfer or of a party's confirmation)."),
    Column("topic", TEXT, "The matter that a source is graded for.", null="all matters, or a claim"),
    Column("value", TEXT, "The grade."),
    Column("reason", TEXT, "Why that grade."),
    Column("graded_by", TEXT, "Who gave the grade."),
    Column("graded_at", TIME, "When it was graded."),
    Column("is_blind", FLAG, "Whether it was asked with the grade of the source hidden."),
    Column("is_superseded", FLAG, "Whether a later grade stands in its place, or it was withdrawn."),
    Column("log_line", INT, "Its line in evidence/log.jsonl."),
))

LEGAL_MEASURES = Table("legal_measures", "Rules: caps, bans, duties, with paragraph and how sure the text is.", ("legal_measure_id",), (
    Column("legal_measure_id", TEXT, "Content-derived id of the rule row."),
    LABEL,
    Column("instrument", TEXT, "Resolution, regulation or order."),
    Column("paragraph", TEXT, "Paragraph or article.", null="not given"),
    Column("measure_kind", TEXT, "cap, ban, duty, designation, ... as written."),
    Column("is_cap", FLAG, "Whether the rule is a limit in force (a cap that was superseded or replaced is not)."),
    Column("subject", TEXT, "Who is bound.", null="not given"),
    Column("object", TEXT, "Towards whom.", null="not given"),
    Column("item", TEXT, "What it is about."),
    Column("limit_value", FLOAT, "The limit; in ``limit_unit``. 0 means banned.", null="no figure"),
    Column("limit_unit", TEXT, "Unit of the limit (barrel, USD per barrel).", null="no figure"),
    Column("limit_alternative", TEXT, "The same limit in another unit, as written ('525,000 tons').", null="none"),
    Column("period_words", TEXT, "Period as written.", null="not given"),
    Column("period_anchor", TEXT, "How periods begin: MM-DD of the yearly start, or 'fixed'.", null="the rule has no counting period"),
    Column("period_fixed_end", TIME, "End of a fixed period, exclusive.", null="not a fixed period"),
    Column("effective_from", TIME, "First day in force.", null="not one date"),
    Column("effective_words", TEXT, "Start of force as written.", null="not given"),
    Column("exceptions", TEXT, "Exceptions and their conditions.", null="none given"),
    Column("alert_levels_pct", pa.list_(FLOAT), "Shares of the limit at which States are alerted; may be empty."),
    Column("text_status", TEXT, "What of this row was seen and what is from memory.", null="not stated"),
    SOURCE_URL, EVIDENCE_ID, ROW,
))

ASSESSMENTS = Table("assessments", "Published assessments of deliveries: counts and amounts with their load assumption.", ("assessment_id",), (
    Column("assessment_id", TEXT, "Content-derived id of the assessment row."),
    LABEL,
    Column("assessor", TEXT, "Who assessed."),
    Column("period_start", TIME, "Start of the period assessed."),
    Column("period_end", TIME, "End of the period assessed, exclusive."),
    Column("calls", FLOAT, "Calls or deliveries counted.", null="not stated"),
    Column("tankers_words", TEXT, "How many ships, as written.", null="not stated"),
    Column("load_share_frac", FLOAT, "Load assumed, as a share of deadweight.", null="not stated"),
    Column("bbl_low", FLOAT, "Barrels stated, or the lower end of a range.", unit="bbl", null="none stated"),
    Column("bbl_high", FLOAT, "Upper end of a stated range of barrels.", unit="bbl", null="not a range"),
    Column("bbl_per_day", FLOAT, "A stated rate.", unit="bbl/d", null="not a rate"),
    Column("barrels_operator", TEXT, "equals, above, at least, nearly, could be, range, rate, ...", null="not stated"),
    Column("tonnes", FLOAT, "Tonnes the assessor states.", unit="t", null="none stated"),
    Column("check_words", TEXT, "Arithmetic check noted with the assessment.", null="none"),
    SOURCE_URL, CONFIDENCE, EVIDENCE_ID, ROW,
))

REPLIES = Table("replies", "Who was asked for their side before publication, what they were told, and what they answered.", ("reply_id",), (
    Column("reply_id", TEXT, "Content-derived id of the row."),
    LABEL,
    Column("party", TEXT, "Who is named as doing something: a person, company, ship or state, as the text names it."),
    Column("asked_words", TEXT, "Day they were asked, as written.", null="they were not asked"),
    Column("asked_on", TIME, "Start of the day, month or year they were asked.", null="they were not asked"),
    Column("why_not", TEXT, "Why nobody was asked.", null="they were asked"),
    Column("asked_by", TEXT, "Who asked.", null="not given"),
    Column("channel", TEXT, "By what way: letter, e-mail to an address, counsel.", null="not given"),
    Column("told", TEXT, "What they were told will be said of them.", null="not given"),
    Column("answer_by", TEXT, "Last day they were given to answer, inclusive, as written.", null="no day was set"),
    Column("answered_words", TEXT, "Day they answered, as written.", null="no answer is recorded"),
    Column("answered_on", TIME, "Start of the day, month or year of their answer.", null="no answer is recorded"),
    Column("answer", TEXT, "What they answered, word for word; 'no comment' is an answer.", null="no answer is recorded"),
    Column("claim", TEXT, "Label of the claim that holds the answer, where it says something of what is asked.", null="none"),
    SOURCE_URL, NOTE, EVIDENCE_ID, ROW,
))

# ---------------------------------------------------------------------------------------------- settings, from case.toml

QUESTIONS = Table("questions", "What the case asks; each a table [question.NAME] of case.toml.", ("question",), (
    QUESTION,
    Column("ordinal", INT, "Its position in case.toml, from 0."),
    Column("text", TEXT, "The question as asked."),
    Column("period_start", TIME, "Start of the period asked about."),
    Column("period_end", TIME, "End of the period asked about, exclusive."),
    Column("from_party", TEXT, "State that gives, ISO 3166-1 alpha-2."),
    Column("to_party", TEXT, "State that gets, ISO 3166-1 alpha-2."),
    Column("commodity", TEXT, "What is carried, in words."),
    Column("item_words", TEXTS, "Words by which claims and rules about this commodity are known."),
    Column("carrier", TEXT, "What the carrying ships are called: tanker, ship."),
    Column("unit", TEXT, "Unit amounts are counted in: barrel, or what the cargo is counted in.", null="amounts are not computed"),
    Column("ship_types", TEXTS, "Types of ship in the fleet; empty: any."),
    Column("flags", TEXTS, "Flags (alpha-2) of the fleet; empty: any."),
    Column("vessels", TEXTS, "Names or labels of ships that belong to the fleet whatever their type and flag; may be empty."),
    Column("cap", TEXT, "Label of the rule that limits it.", null="no cap is asked about"),
    Column("rules", TEXTS, "Labels of further rules touched; may be empty."),
    Column("conversion_authority", TEXT, "Conversion table used.", null="no conversion"),
    Column("conversion_product", TEXT, "Product of that table used.", null="no conversion"),
    Column("capacity", TEXT, "What a full load is: dwt, or null where capacity says nothing about the unit.", null="amounts are not computed"),
    Column("claimed_trips", TEXT, "Label of the claim that counts trips, shown beside our own count.", null="none"),
    Column("claimed_amount", TEXT, "Label of the claim that states an amount, shown beside our own.", null="none"),
    Column("claimed_hull_dwt_t", FLOAT, "Mean deadweight of the claimed trips.", unit="t", null="not stated"),
    Column("claimed_hull_reason", TEXT, "Where that mean deadweight comes from.", null="not stated"),
    Column("per_call", pa.list_(FLOAT), "Published rule of thumb, amount a call in ``unit``; may be empty."),
    Column("estimate_from", TEXT, "What the estimate of actual trips starts from: documented, looks, or the label of a claim."),
    Column("seen_share_alpha", FLOAT, "Beta distribution of the share of trips that were seen: alpha.", null="no estimate is asked for"),
    Column("seen_share_beta", FLOAT, "Beta distribution of the share of trips that were seen: beta.", null="no estimate is asked for"),
    Column("seen_share_reason", TEXT, "Why that share.", null="no estimate is asked for"),
    EVIDENCE_ID, ROW,
))

QUESTION_PLACES = Table("question_places", "Places of a question and their role.", ("question", "place", "role"), (
    QUESTION,
    Column("place", TEXT, "Label of the place a question names."),
    Column("role", TEXT, "load, discharge or wait."),
    EVIDENCE_ID, ROW,
))

PLACE_SETTINGS = Table("place_settings", "What case.toml adds to a place.", ("place",), (
    Column("place", TEXT, "Label of the place that is set."),
    Column("time_zone", TEXT, "IANA zone or offset of local time, as set in case.toml."),
    EVIDENCE_ID, ROW,
))

# ---------------------------------------------------------------------------------------------- identity

VESSELS = Table("vessels", "Ships as this case resolves them.", ("vessel_id",), (
    Column("vessel_id", TEXT, "Content-derived id of the vessel."),
    Column("label", TEXT, "Its label in the vessel list (V01).", null="known from sightings only"),
    Column("name", TEXT, "Usual name of the vessel."),
    Column("names", TEXTS, "Every spelling known, the usual one first."),
    Column("names_by_number", TEXTS, "Those of its names that no row of the list gives it: sightings state them beside its IMO number.", null="none, or it is in no list"),
    IMO,
    Column("imo_words", TEXT, "Why its IMO number proves no identity: false, stolen, reused, or failing its check digit.", null="nothing is said against it"),
    Column("ship_type", TEXT, "Type of the vessel.", null="not known"),
    Column("flag", TEXT, "Flag of the vessel, ISO 3166-1 alpha-2.", null="not known"),
    Column("dwt_t", FLOAT, "Deadweight used for the vessel.", unit="t", null="not known, or not sure to be deadweight"),
    Column("dwt_words", TEXT, "Where that deadweight comes from, or why none is used.", null="nothing stated"),
    Column("gt", FLOAT, "Gross tonnage of the vessel.", null="not known"),
    Column("length_m", FLOAT, "Length of the vessel.", unit="m", null="not known"),
    Column("beam_m", FLOAT, "Beam of the vessel.", unit="m", null="not known"),
    Column("depth_m", FLOAT, "Depth of the vessel, keel to deck.", unit="m", null="not known"),
    Column("draught_m", FLOAT, "Summer draught of the vessel.", unit="m", null="not known"),
    Column("features", TEXTS, "What tells the vessel in images: deck colour: red, crane, no helipad.", null="not known"),
    Column("built", pa.int32(), "Year the vessel was built.", null="not known"),
    Column("joined_ids", TEXTS, "Vessels that a person decided are this one: the ids they would have alone.", null="none was joined to it"),
    Column("imos_joined", pa.list_(pa.int32()), "IMO numbers, other than its own, of vessels joined to it; those that prove no identity left out.", null="none"),
    SOURCES,
))

MERGES = Table("merges", "Pairs of vessels of the case that may be one ship. A person decides; nothing is joined by likeness.", ("merge_id",), (
    Column("merge_id", TEXT, "Content-derived id of the two vessels."),
    Column("vessel_id", TEXT, "The one vessel of the pair."),
    Column("other_vessel_id", TEXT, "The other vessel of the pair."),
    Column("ship_name", TEXT, "Usual name of the one, with its label or IMO number."),
    Column("other_name", TEXT, "Usual name of the other, with its label or IMO number."),
    Column("bases", TEXTS, "By what the pair is proposed: name, one MMSI, name and number."),
    Column("speaks_for", TEXTS, "What speaks for one ship, each in words."),
    Column("speaks_against", TEXTS, "What speaks for two ships, each in words; may be empty."),
    Column("ruling", TEXT, "What a person decided of the pair: different or unsure.", null="nobody decided"),
    WORDS, SOURCES,
))

MARKS = Table("marks", "Identifiers as shown, and which vessel wore them.", ("mark_id",), (
    Column("mark_id", TEXT, "Content-derived id of the mark."),
    Column("vessel_id", TEXT, "The vessel that wore it."),
    Column("mark_kind", TEXT, "name, imo or flag."),
    Column("value", TEXT, "The mark as shown."),
    Column("start_time", TIME, "When it is first known to have been worn.", null="not stated"),
    Column("end_time", TIME, "When it is known to have ended.", null="not stated"),
    SOURCES,
))

LISTINGS = Table("listings", "Listings as the vessel list states them; no sanctions list was read for them.", ("listing_id",), (
    Column("listing_id", TEXT, "Content-derived id of the listing."),
    Column("vessel_id", TEXT, "The vessel listed."),
    Column("authority", TEXT, "UN, US, EU, UK, ..."),
    Column("listed_start", TIME, "Start of the interval in which it was listed.", null="date not stated"),
    Column("listed_end", TIME, "End of the interval in which it was listed.", null="date not stated"),
    Column("measures", TEXTS, "asset freeze, port entry ban, de-flag, as stated for this ship; may be empty."),
    Column("is_measure_sure", FLAG, "False where the source leaves open which measure applies to this ship."),
    WORDS, SOURCES,
))

RISKS = Table("risks", "Reasons to doubt that a ship is what it says it is. Reasons to look, never verdicts.", ("risk_id",), (
    Column("risk_id", TEXT, "Content-derived id of the rule and the rows that began it."),
    Column("rule", TEXT, "number, particulars, mid_flag, mmsi_form, zombie, clone, laundering, change, flag_hopping, false_registry, succession, listed_owner, single_ship_owner or half_owned."),
    Column("mmsi", pa.int32(), "MMSI concerned; format with :09d.", null="none"),
    Column("other_mmsi", pa.int32(), "The other MMSI concerned.", null="none"),
    Column("vessel_id", TEXT, "The vessel of the case concerned.", null="none, or not known which"),
    IMO,
    Column("start_time", TIME, "Since when.", null="not dated"),
    Column("end_time", TIME, "Until when, inclusive.", null="not dated"),
    WORDS,
    Column("may_be", TEXT, "What else explains it: why the rule is false at times."),
    SOURCES,
))

HITS = Table("hits", "Entries of sanctions lists that a vessel of the case may be, contradicted ones among them. A listing is no port ban: its measures are its own.", ("hit_id",), (
    Column("hit_id", TEXT, "Content-derived id of vessel, list and entry."),
    Column("vessel_id", TEXT, "The vessel screened."),
    Column("ship_name", TEXT, "Usual name of that vessel."),
    Column("list", TEXT, "Which list: ofac_sdn, eu_fsf, eu_32014R0833, uk_conlist, ..."),
    Column("entry", TEXT, "The publisher's own id of the entry; where it gives none, part of the list with IMO number or name."),
    Column("entry_name", TEXT, "Primary name of the entry, as last published."),
    Column("level", TEXT, "confirmed, probable, possible or contradicted."),
    Column("log_odds", FLOAT, "What speaks for one ship less what speaks against it, natural logarithm."),
    Column("reasons", TEXTS, "What agrees, differs or is unsure, each in words."),
    Column("programmes", TEXTS, "Programmes or regimes the entry stood under, as published; may be empty."),
    Column("listed_measures", TEXTS, "Measures the list states for the entry; empty where it states none."),
    Column("grounds", TEXT, "Grounds stated for the entry.", null="not stated"),
    Column("designated_start", TIME, "Start of the designation's date as the list states it.", null="the list states none"),
    Column("designated_end", TIME, "End of the designation's date, exclusive.", null="the list states none"),
    Column("listed_from", TIME, "Day of the first good version at hand that has the entry."),
    Column("listed_to", TIME, "Day of the last good version at hand that has it."),
    Column("is_older", FLAG, "Whether the first good version at hand has it already: it may have been listed before."),
    Column("delisted_by", TIME, "Day of the first good version that has it no more.", null="the latest good version has it"),
    Column("list_version_ids", IDS, "The good versions of the list that were checked."),
    Column("ruling", TEXT, "What a person decided of vessel and entry: same, different, or unsure. One ruled different is shown and no longer counts; one ruled unsure counts at its level and lends the vessel nothing that the entry says.", null="nobody decided"),
    Column("ruling_words", TEXT, "Who ruled so, when and why.", null="nobody ruled"),
    WORDS, SOURCES,
))

TIES = Table("ties", "Who owns, runs or is linked to whom, by lists and by research, each for as long as it is said.", ("tie_id",), (
    Column("tie_id", TEXT, "Content-derived id of the row that says it, and of the vessel it is said of."),
    Column("relation", TEXT, "owner, beneficial owner, manager or operator of research; owner, former_owner or linked_to of lists, with the list's own word."),
    Column("owner_id", TEXT, "The company, person or ship that owns or runs; a row of owners."),
    Column("owner_name", TEXT, "Its name as written there."),
    Column("owned_id", TEXT, "What is owned or run: vessel_id of a ship of the case, else an id of its own, or that of a row of owners."),
    Column("owned_name", TEXT, "Its name as written or listed."),
    Column("vessel_id", TEXT, "The vessel of the case that is owned.", null="no vessel of the case"),
    Column("tied_by", TEXT, "Why it is that vessel: number, name (one vessel alone bears it), or the level of the hit.", null="no vessel of the case"),
    Column("held_frac", FLOAT, "Share held, carried over.", unit="frac", null="not stated"),
    Column("held_from", TIME, "From when it is surely so: the end of the first date stated, less a day.", null="not stated"),
    Column("held_until", TIME, "Until when it is surely so: the start of the last date stated.", null="not stated"),
    Column("known_from", TIME, "Day of the first good version of the list that says it.", null="no list says it"),
    Column("known_until", TIME, "Day of the next good version, which says it no longer.", null="it is still said, or no list says it"),
    Column("list", TEXT, "The list that says it.", null="research says it"),
    WORDS, SOURCES,
))

OWNERS = Table("owners", "Companies, persons and ships that own or run others, with whom they run and which lists name them.", ("owner_id",), (
    Column("owner_id", TEXT, "Content-derived id: of list and entry, of the IMO company number, or of the name taken apart."),
    Column("name", TEXT, "Name of the owner, as first written."),
    Column("owner_kind", TEXT, "company, person, vessel, other, or not known."),
    Column("company_imo", pa.int32(), "IMO company number; format with :07d.", null="not known"),
    Column("founded_start", TIME, "Start of the earliest stated date of its founding.", null="not stated"),
    Column("founded_end", TIME, "End of that date, exclusive.", null="not stated"),
    Column("runs", TEXTS, "Names of all it owns or runs, or once did, in order."),
    Column("vessel_ids", IDS, "Vessels of the case among these; may be empty."),
    Column("listed_as", TEXTS, "Entries of lists that it is or may be, in words; may be empty."),
    WORDS, SOURCES,
))

OWNER_HITS = Table("owner_hits", "Entries of sanctions lists that an owner is, or may be.", ("owner_hit_id",), (
    Column("owner_hit_id", TEXT, "Content-derived id of owner, list and entry."),
    Column("owner_id", TEXT, "The owner; a row of owners."),
    Column("list", TEXT, "The list it stands in."),
    Column("entry", TEXT, "The publisher's id of that entry."),
    Column("entry_name", TEXT, "Primary name of that entry, as last published."),
    Column("level", TEXT, "confirmed (the list itself names the entry as owner, or the company number is equal) or possible (the name alone)."),
    Column("listed_from", TIME, "Start of its designation as the list states it, else day of the first good version at hand that has it."),
    Column("delisted_by", TIME, "Day of the first good version without it.", null="the latest has it"),
    WORDS, SOURCES,
))

SCREENED = Table("screened", "What each vessel was checked against, found or not.", ("screened_id",), (
    Column("screened_id", TEXT, "Content-derived id of the vessel as screened."),
    Column("vessel_id", TEXT, "The vessel that was screened."),
    Column("ship_name", TEXT, "Usual name of the vessel screened."),
    Column("hits_confirmed", INT, "Entries listed, of level confirmed."),
    Column("hits_probable", INT, "Entries listed, of level probable."),
    Column("hits_possible", INT, "Entries listed, of level possible."),
    Column("hits_contradicted", INT, "Entries listed, of level contradicted."),
    Column("hits_named_only", INT, "Entries of any level that their list only names and does not list; they are in no other count."),
    Column("hits_ruled_out", INT, "Entries of any level that a person ruled to be another's; they are in no other count."),
    Column("asked_by", TEXTS, "The marks it was looked for by."),
    Column("checked", IDS, "Every good version of every list that was searched; empty where the case holds none."),
    WORDS, SOURCES,
))

LISTED_EVENTS = Table("listed_events", "Whether an entry was listed when its vessel lay somewhere, as far as the versions at hand tell.", ("listed_event_id",), (
    Column("listed_event_id", TEXT, "Content-derived id of hit and event."),
    Column("hit_id", TEXT, "The hit asked about."),
    Column("vessel_id", TEXT, "The vessel of the hit."),
    Column("stay_id", TEXT, "The stay asked about."),
    Column("seen_from", TIME, "Start of the stay's first report, carried over."),
    Column("seen_until", TIME, "End of the stay's last report, carried over."),
    Column("verdict", TEXT, "listed, not listed, or not known."),
    WORDS, SOURCES,
))

# ---------------------------------------------------------------------------------------------- where, when, which ship

CANDIDATES = Table("candidates", "Which vessels a sighting may be, always with OTHER.", ("candidate_id",), (
    Column("candidate_id", TEXT, "Content-derived id of the pair."),
    Column("sighting_id", TEXT, "The sighting matched."),
    Column("vessel_id", TEXT, "The vessel it may be.", null="OTHER: a ship not in this case; where 50,000 rows would not do, one row for all vessels and OTHER, of basis presence and weight 1"),
    Column("weight_frac", FLOAT, "Share of belief under the stated parameters; the candidates of a sighting sum to 1.", unit="frac"),
    Column("rank", pa.int32(), "1 is the best of its sighting."),
    Column("match_basis", TEXT, "imo, name, spelling, former name, number missing, similar name, description, measures, presence (nothing named or measured), decision, or none."),
    Column("is_settled", FLAG, "Whether this candidate is used as the sighting's vessel."),
    Column("consistent_vessels", INT, "Vessels within the credible set of the sighting: the k of \"consistent with k of n\".", null="its words name whom it may be, or it is one row for all"),
    Column("weighed_vessels", INT, "Vessels weighed beside OTHER: the n of \"consistent with k of n\".", null="its words name whom it may be, or it is one row for all"),
    Column("effective_candidates", FLOAT, "Exp of the entropy of the sighting's weights, OTHER among them: as many candidates as good as equal.", null="its words name whom it may be, or it is one row for all"),
    Column("against", TEXT, "What speaks against this candidate: in the same row a size that is not the one listed, another ship's IMO number or name; of a settled name, AIS of the vessel that leaves it no time to be there.", null="nothing does"),
    WORDS, SOURCES,
))

CANDIDATE_TERMS = Table("candidate_terms", "What each weight of a candidate is made of: log-likelihoods, up to a constant of the sighting and term.", ("candidate_id", "term"), (
    Column("candidate_id", TEXT, "The candidate whose weight it is part of."),
    Column("sighting_id", TEXT, "The sighting weighed."),
    Column("vessel_id", TEXT, "The vessel weighed.", null="OTHER: a ship not in this case"),
    Column("term", TEXT, "name (share of belief by the words, no measure), length, beam (given the length), freeboard, features, type, presence, others (one ship is not in two places), prior, or decision."),
    Column("log_likelihood", FLOAT, "Natural logarithm of the likelihood; of densities per unit of log metres (freeboard: per metre).", null="a person ruled the vessel out"),
    WORDS, SOURCES,
))

OBSERVATIONS = Table("observations", "A sighting, or a moment of an AIS port call, set in place, time and identity as far as it allows.", ("sighting_id",), (
    Column("sighting_id", TEXT, "The sighting set in place and time; an id of its own (seen:) for a moment of an AIS port call."),
    LABEL,
    Column("vessel_id", TEXT, "The vessel its candidates settle on.", null="no vessel settled"),
    Column("ship_words", TEXT, "The observed ship in words: its name, or its description."),
    Column("identity_doubt", TEXT, "Why it may not be the ship that is named: words of doubt, or what else the row says against it.", null="nothing in the row says so"),
    Column("event", TEXT, "The sighting's event, carried over."),
    Column("method", TEXT, "image, ais, document, photograph or other, from the words of the sighting; hearsay, denied, expected (a forecast, schedule or plan), not seen or image out of view (of a look whose footprint does not hold the place) where they attest nothing; track for an AIS port call."),
    Column("observed_by", TEXT, "Who saw or received it, carried over."),
    Column("hulls", pa.int32(), "Ships meant, at least, carried over."),
    Column("members", TEXTS, "Labels of sightings said to be among the ships; a name stays where it has no sighting there. May be empty."),
    Column("out_of", pa.int32(), "Size of the group the ships are part of, carried over.", null="not part of a counted group"),
    Column("lengths_m", pa.list_(FLOAT), "Lengths stated for the ships, carried over; may be empty.", unit="m"),
    Column("length_m", FLOAT, "Length measured of the one ship; of several measures their geometric mean.", unit="m", null="not measured"),
    Column("length_sd_m", FLOAT, "Standard deviation of that length; half of it and more where the image is radar.", unit="m", null="not measured, or nothing says how good it is"),
    Column("beam_m", FLOAT, "Beam measured of the one ship; of several measures their geometric mean.", unit="m", null="not measured"),
    Column("beam_sd_m", FLOAT, "Standard deviation of that beam; half of it and more where the image is radar.", unit="m", null="not measured, or nothing says how good it is"),
    Column("features", TEXTS, "Features told of the one ship, as name and value (deck colour: red).", null="none told"),
    Column("place_words", TEXT, "The sighting's words of place, carried over.", null="no place stated"),
    Column("place_id", TEXT, "The place meant, or the place it is measured from.", null="no place of this case"),
    Column("relation", TEXT, "at, off (moored before it, within observations.off_km), near, bearing (farther away, at a stated distance), unsettled (a place is named and the words leave it open), or none."),
    Column("lat", FLOAT, "Latitude used, WGS 84.", unit="deg", null="known in words only"),
    Column("lon", FLOAT, "Longitude used, WGS 84, in [-180, 180).", unit="deg", null="known in words only"),
    Column("radius_km", FLOAT, "Error of the position used.", unit="km", null="known in words only"),
    Column("position_basis", TEXT, "stated, place point, distance and bearing from a place, or words only."),
    Column("start_time", TIME, "Start of the interval in which it happened."),
    Column("end_time", TIME, "End of that interval, exclusive; equal to the start for an instant."),
    Column("is_instant", FLAG, "Whether a clock time and its zone are known."),
    Column("zone", TEXT, "Zone its time was read in; any where a clock time has none; its words where not understood."),
    Column("zone_basis", TEXT, "stated, port, assumed, stated, not understood (any zone allowed for), or not stated (a date is read as UTC, a clock time in any zone)."),
    Column("look", TEXT, "Label of the look it was seen in, carried over.", null="not stated"),
    Column("image", TEXT, "The image it was made in: the scene of the look it names, else that look's time, else its label. Sightings that share it are of one image.", null="names no look, or one id of looks at several images"),
    BERTH, GRADE, WORDS, SOURCES,
))

# ---------------------------------------------------------------------------------------------- AIS

MMSI = Column("mmsi", pa.int32(), "MMSI as transmitted (M.1371 'User ID'); format with :09d.")
START = Column("start_time", TIME, "When it began.")
END = Column("end_time", TIME, "When it ended, exclusive.")
OPEN_END = Column("end_time", TIME, "When it ended.", null="still open at the end of the data")
MEAN_LAT = Column("lat", FLOAT, "Mean latitude, WGS 84.", unit="deg")
MEAN_LON = Column("lon", FLOAT, "Mean longitude on the circle, WGS 84, in [-180, 180).", unit="deg")
AMID_LAT = Column("lat", FLOAT, "Mean latitude of the reports; of two places that of the one that began later.", unit="deg", null="known from segments alone")
AMID_LON = Column("lon", FLOAT, "Mean longitude of the reports; of two places that of the one that began later.", unit="deg", null="known from segments alone")
IS_SATELLITE = Column("is_satellite", FLAG, "Whether a satellite received it; false for a station on shore.", null="the format does not say")
RECEIVER = Column("receiver", CODED, "The receiver or feed as the format names it.", null="not given")
MSG_TYPE = Column("msg_type", pa.int16(), "Message type of M.1371.", null="the format does not say")
COPIES = Column("copies", pa.int32(), "How often it stands in the evidence; the row named is the first.")
EVIDENCE_CODE = Column("evidence_id", CODED, "The evidence this report was read from.")

POSITIONS = Table("positions", "AIS position reports as transmitted; stand-ins for 'not available' are nulls. Ordered by MMSI, time and id.", ("position_id",), (
    Column("position_id", INT, "64-bit key over MMSI, time and point (ids.dense_keys); written position: and 16 hex digits."),
    MMSI,
    Column("time", TIME, "When the position was valid, else received."),
    Column("lat", FLOAT, "Latitude as transmitted, WGS 84.", unit="deg"),
    Column("lon", FLOAT, "Longitude as transmitted, WGS 84, in [-180, 180).", unit="deg"),
    Column("sog_kn", pa.float32(), "Speed over ground.", unit="kn", null="transmitted as not available"),
    Column("cog_deg", pa.float32(), "Course over ground, in [0, 360).", unit="deg", null="transmitted as not available"),
    Column("heading_deg", pa.float32(), "True heading, in [0, 360).", unit="deg", null="transmitted as not available"),
    Column("nav_status", pa.int16(), "Navigational status, 0 to 14.", null="not defined, or not in this message"),
    MSG_TYPE, IS_SATELLITE, RECEIVER, COPIES, EVIDENCE_CODE, ROW,
), order=("mmsi", "time", "position_id"), is_dense=True)

STATICS = Table("statics", "AIS static and voyage reports; equal ones of one hour are one row. Ordered by MMSI, time and id.", ("static_id",), (
    Column("static_id", INT, "64-bit key over MMSI, first time and content (ids.dense_keys); written static: and 16 hex digits."),
    MMSI,
    Column("start_time", TIME, "When it was first received with this content in its hour."),
    Column("end_time", TIME, "When it was last received with this content in its hour, inclusive."),
    Column("imo", pa.int32(), "IMO number as typed by the crew; format with :07d.", null="transmitted as 0, or not in this message"),
    Column("name", TEXT, "Name as transmitted, padding removed.", null="blank, or not in this message"),
    Column("callsign", TEXT, "Call sign as transmitted, padding removed.", null="blank, or not in this message"),
    Column("ship_type", pa.int16(), "Type of ship and cargo, M.1371 table 53.", null="0, or not in this message"),
    Column("length_m", pa.float32(), "Length from the dimensions.", unit="m", null="0, or not in this message"),
    Column("width_m", pa.float32(), "Width from the dimensions.", unit="m", null="0, or not in this message"),
    Column("draught_m", pa.float32(), "Draught as typed by the crew; 25.5 means 25.5 or more.", unit="m", null="0, or not in this message"),
    Column("destination", TEXT, "Destination as typed by the crew.", null="blank, or not in this message"),
    MSG_TYPE, IS_SATELLITE, RECEIVER, COPIES, EVIDENCE_CODE, ROW,
), order=("mmsi", "start_time", "static_id"), is_dense=True)

WORN = Table("worn", "Names, IMO numbers and call signs as AIS sent them: from when to when under one MMSI.", ("worn_id",), (
    Column("worn_id", TEXT, "worn: and 16 hex digits over the property and the report that began it."),
    MMSI,
    Column("property", TEXT, "imo, name or call_sign."),
    Column("value", TEXT, "The value as sent; an IMO number with seven digits at least."),
    Column("start_time", TIME, "When it was first received so."),
    Column("end_time", TIME, "When it was last received so, inclusive; what was sent after that nobody heard, or it was another."),
    Column("rows", INT, "Rows of STATICS with it; of many equal reports readers keep the first and the last."),
    Column("is_standing", FLAG, "Whether it stood: no slip of minutes beside other values."),
    WORDS, SOURCES,
))

REFUSED_REPORTS = Table("refused_reports", "Reports of AIS files that were not taken; rejects sums them up by reason.", ("evidence_id", "row", "reason"), (
    EVIDENCE_CODE, ROW,
    Column("reason", CODED, "Why, in words."),
), is_dense=True)

LAND = Table("land", "The world's land as rings, from the package's own file (Natural Earth 1:10 million, thinned to 550 m).", ("ring_no",), (
    Column("ring_no", pa.int32(), "Number of the ring, in the file's order."),
    Column("ring", pa.list_(FLOAT), "Corners of a ring of land, latitude and longitude in turn; longitudes run on past 180.", unit="deg"),
))

LISTENED = Table("listened", "When somebody listened: the files of AIS from their first to their last position, joined where they overlap.", ("start_time",), (
    Column("start_time", TIME, "First position of a file, or of several that overlap."),
    Column("end_time", TIME, "Last position of them, inclusive."),
))

AREAS = Table("areas", "Waters of a port: berths, anchorages, basins, as polygons or circles.", ("area_id",), (
    Column("area_id", TEXT, "Content-derived id of the area row."),
    LABEL,
    Column("port", TEXT, "Label of the port it belongs to: of a place of the case, or a name."),
    Column("port_complex", TEXT, "Name of the group of neighbouring ports between which a shift is no voyage.", null="the port stands alone"),
    Column("name", TEXT, "Name of the area."),
    Column("area_kind", TEXT, "port, berth or anchorage."),
    Column("country", TEXT, "Country, ISO 3166-1 alpha-2.", null="not stated"),
    Column("lat", FLOAT, "Latitude of its middle, WGS 84.", unit="deg"),
    Column("lon", FLOAT, "Longitude of its middle, WGS 84, in [-180, 180).", unit="deg"),
    Column("radius_km", FLOAT, "Radius of the circle.", unit="km", null="it has a ring"),
    Column("ring", pa.list_(FLOAT), "Corners of the polygon, latitude and longitude in turn, not closed.", unit="deg", null="it is a circle"),
    Column("precision_km", FLOAT, "How far its edge may be off.", unit="km", null="not stated"),
    NOTE, SOURCE_URL, EVIDENCE_ID, ROW,
))

TRACKS = Table("tracks", "Position reports of one ship without contradiction. Ordered by MMSI, segment, time and id.", ("position_id",), (
    Column("position_id", INT, "The report; one row of POSITIONS."),
    Column("segment_id", INT, "64-bit key of its segment; written segment: and 16 hex digits."),
    MMSI,
    Column("time", TIME, "When the position was valid, carried over."),
    Column("lat", FLOAT, "Latitude, carried over.", unit="deg"),
    Column("lon", FLOAT, "Longitude, carried over.", unit="deg"),
    Column("sog_kn", pa.float32(), "Speed over ground, carried over.", unit="kn", null="transmitted as not available"),
    Column("cog_deg", pa.float32(), "Course over ground, carried over.", unit="deg", null="transmitted as not available"),
    IS_SATELLITE,
), order=("mmsi", "segment_id", "time", "position_id"), is_dense=True)

SEGMENTS = Table("segments", "Reports of one MMSI that can be one ship. Two ships on one MMSI are segments that overlap.", ("segment_id",), (
    Column("segment_id", TEXT, "segment: and 16 hex digits over the report that began it."),
    MMSI,
    START,
    Column("end_time", TIME, "Time of its last report, inclusive."),
    Column("positions", INT, "Reports in it."),
    Column("is_noise", FLAG, "Whether it has too few reports, or too strange ones, to be a ship's track; left out of every event."),
    Column("hull_no", pa.int32(), "Which ship of those that share the MMSI, counted from 0 in order of first report."),
    Column("names", TEXTS, "Names received with it, most frequent first; may be empty."),
    Column("names_unlisted", pa.int32(), "How many different names more were received with it.", null="none: all are listed"),
    Column("imos", pa.list_(pa.int32()), "IMO numbers received with it, most frequent first; may be empty."),
    Column("callsigns", TEXTS, "Call signs received with it, most frequent first; may be empty."),
    Column("ship_type", pa.int16(), "Most frequent type received with it.", null="none received"),
    Column("length_m", pa.float32(), "Most frequent length received with it.", unit="m", null="none received"),
    WORDS, SOURCES,
))

HEARD = Table("heard", "Which ships were heard in which cell and hour, and where they were unheard between two reports.", ("mmsi", "cell", "hour"), (
    MMSI,
    Column("cell", INT, "Cell of a quarter degree (geodesy.cells_of)."),
    Column("hour", TIME, "Start of the hour."),
    Column("positions", pa.int32(), "Reports of the ship there and then; 0 where it was there between two reports and not heard."),
    Column("satellites", pa.int32(), "Of them received by satellite; 0 where the format does not say."),
), is_dense=True)

RECEPTION = Table("reception", "How many ships were heard in a cell in an hour.", ("cell", "hour"), (
    Column("cell", INT, "Quarter-degree cell (geodesy.cells_of)."),
    Column("hour", TIME, "Start of the hour of hearing."),
    Column("ships", pa.int32(), "Ships heard there and then."),
    Column("ships_there", pa.int32(), "Ships that were there, heard or not."),
    Column("ships_satellite", pa.int32(), "Of those heard the ones that a satellite heard; 0 where the format does not say."),
    Column("positions", pa.int32(), "Reports heard there and then."),
    Column("satellites", pa.int32(), "Reports received by satellite; 0 where the format does not say."),
))

TIMES_LIKELIER = Column("times_likelier", FLOAT, "How many times likelier the silence is of a ship that sent nothing than of one that sent.", null="reception not known")
GFW_RULES = Column("is_gfw_disabling", FLAG, "Whether it meets Global Fishing Watch's four rules for suspected disabling.", null="distance to shore or receivers not known")
SILENT = (
    MMSI,
    Column("segment_id", TEXT, "Segment of the last report before it."),
    Column("next_segment_id", TEXT, "Segment of the first report after it.", null="still open"),
    START, OPEN_END,
    Column("hours", FLOAT, "Its length; where it is open only what somebody listened of it.", unit="h"),
    Column("listened_until", TIME, "Until when somebody is known to have listened where an open one began.", null="closed"),
    Column("unlistened_h", pa.int32(), "Whole hours of it for which nobody is known to have listened; where it is open they are not in its length.", unit="h"),
    Column("is_broken_off", FLAG, "Whether the ship was heard until nobody is known to have listened any more, or less than a silence before: nothing is judged of it."),
    Column("start_lat", FLOAT, "Latitude of the last report before it.", unit="deg"),
    Column("start_lon", FLOAT, "Longitude of the last report before it.", unit="deg"),
    Column("end_lat", FLOAT, "Latitude of the first report after it.", unit="deg", null="still open"),
    Column("end_lon", FLOAT, "Longitude of the first report after it.", unit="deg", null="still open"),
    Column("distance_km", FLOAT, "Great-circle distance between its ends.", unit="km", null="still open"),
    Column("implied_kn", FLOAT, "Speed that distance and time imply.", unit="kn", null="still open"),
    Column("before_terrestrial", pa.int32(), "Reports by shore stations in the 12 h before it."),
    Column("before_satellite", pa.int32(), "Reports by satellite in the 12 h before it."),
    Column("after_terrestrial", pa.int32(), "Reports by shore stations in the 12 h after it."),
    Column("after_satellite", pa.int32(), "Reports by satellite in the 12 h after it."),
    Column("hours_heard", pa.int32(), "Hours of the gap, at its ends' cells, in which other ships were heard."),
    Column("hours_judged", pa.int32(), "Hours of the gap in which those cells could be judged: others are heard there at times."),
    Column("reception_frac", FLOAT, "Share of this cell's hours in which a ship there is heard, from all other ships.", null="no other ship tells"),
    Column("shore_km", FLOAT, "Distance of its start to the nearest land.", unit="km", null="no coastline given"),
    Column("port", TEXT, "Nearest port to its start.", null="no port given"),
    Column("port_km", FLOAT, "Distance of its start to that port.", unit="km", null="no port given"),
    Column("reachable", TEXTS, "Ports that could be called at between its ends, with the hours left there, nearest first; may be empty."),
    TIMES_LIKELIER, GFW_RULES,
)
"""What silences and gaps both say."""

SILENCES = Table("silences", "Silences in the reports of one ship, with what other ships tell of reception; not yet weighed against each other.", ("silence_id",), (
    Column("silence_id", TEXT, "Content-derived id over the report that began the silence; the same when it ends."),
    *SILENT, STATUS, WORDS, SOURCES,
))

GAPS = Table("gaps", "Silences in the reports of one ship. A gap is not proof of a transponder turned off.", ("gap_id",), (
    Column("gap_id", TEXT, "Content-derived id over the report that began it; the same when the gap closes."),
    *SILENT,
    Column("prior_frac", FLOAT, "Share of this case's gaps held not to be failures of reception, before the one is looked at: learnt from all that can be judged.", null="reception not known"),
    Column("prior_gaps", INT, "Gaps that this share was learnt from.", null="reception not known"),
    Column("p_not_reception", FLOAT, "Probability that the silence was not a failure of reception. It says nothing of why the ship was silent.", null="reception not known"),
    STATUS, WORDS, SOURCES,
))

FIXES = Table("fixes", "Where ships were, thinned: one report a ship in each stretch of the clock.", ("position_id",), (
    Column("position_id", INT, "The first report of the stretch; one row of POSITIONS."),
    Column("segment_id", TEXT, "Segment of that report."),
    MMSI,
    Column("time", TIME, "When that position was valid."),
    Column("lat", FLOAT, "Latitude of that report.", unit="deg"),
    Column("lon", FLOAT, "Longitude of that report.", unit="deg"),
    SOURCES,
))
SCENE_FIXES = Table("scene_fixes", "Reports of AIS ships around scenes in which something was detected, thinned to what tells where each ship was then.", ("position_id",), (
    Column("position_id", INT, "A report shortly before, during or after a scene; one row of POSITIONS."),
    Column("segment_id", TEXT, "The segment that the report is of."),
    MMSI,
    Column("time", TIME, "When that report was valid."),
    Column("lat", FLOAT, "Latitude that was reported.", unit="deg"),
    Column("lon", FLOAT, "Longitude that was reported.", unit="deg"),
    Column("sog_kn", pa.float32(), "Speed over ground that was reported.", unit="kn", null="transmitted as not available"),
    Column("cog_deg", pa.float32(), "Course over ground that was reported.", unit="deg", null="transmitted as not available"),
    SOURCES,
))

DETECTION_MATCHES = Table("detection_matches", "Which ship of AIS each detection may be, or none. Unmatched is not dark.", ("detection_match_id",), (
    Column("detection_match_id", TEXT, "Content-derived id over the detection's."),
    Column("detection_id", TEXT, "The detection that was looked at."),
    LABEL,
    Column("detector", TEXT, "Whose detection it is."),
    Column("scene", TEXT, "The image of the detection, as written.", null="not stated"),
    Column("time", TIME, "When it is taken to have been seen: the middle of its interval.", null="no time is known"),
    Column("lat", FLOAT, "Latitude of the detection.", unit="deg", null="in pixels alone"),
    Column("lon", FLOAT, "Longitude of the detection, in [-180, 180).", unit="deg", null="in pixels alone"),
    Column("verdict", TEXT, "matched, unmatched, no AIS coverage here, cannot tell or not assessable."),
    Column("mmsi", pa.int32(), "MMSI of the ship of the likeliest pairing of the whole scene; format with :09d.", null="none"),
    Column("ship_name", TEXT, "Name which that ship sent most.", null="none, or no ship"),
    Column("segment_id", TEXT, "Segment of its report nearest in time.", null="no ship"),
    Column("vessel_id", TEXT, "Vessel of the case whose marks that segment bears.", null="none, or no ship"),
    Column("p_match", FLOAT, "Chance that the detection is this ship.", null="not assessable"),
    Column("away_m", FLOAT, "Metres from where this ship was looked for, the radar's shift in it.", unit="m", null="no ship"),
    Column("fix_min", FLOAT, "Minutes to its report nearest in time.", unit="min", null="no ship"),
    Column("runner_up_mmsi", pa.int32(), "MMSI of the likeliest other ship; format with :09d.", null="no other comes into question"),
    Column("runner_up_name", TEXT, "Name which that other ship sent most.", null="none, or no other ship"),
    Column("p_runner_up", FLOAT, "Chance that the detection is that other ship.", null="not assessable"),
    Column("p_unmatched", FLOAT, "Chance that it is no ship of the case's AIS.", null="not assessable"),
    Column("p_unmatched_vessel", FLOAT, "The same times the detector's own chance that it is a vessel.", null="not assessable, or the detector states no such chance"),
    Column("ships_heard", INT, "Ships of AIS heard near it at the time; the one it may be counts too.", null="not assessable"),
    Column("said_mmsi", pa.int32(), "MMSI that the detection's own table matches it to; format with :09d.", null="it matches none"),
    Column("place", TEXT, "Label of the nearest place of the case within reach.", null="none within reach"),
    Column("place_km", FLOAT, "Kilometres to that place's point.", unit="km", null="none within reach"),
    Column("area_km2", FLOAT, "Water of its scene that is taken to have been searched.", unit="km2", null="not assessable"),
    Column("is_area_guessed", FLAG, "Whether that is the box around what was found, since the table does not say it."),
    Column("is_exact", FLAG, "Whether the chances are summed over every pairing; else by belief propagation."),
    WORDS, SOURCES,
))

INFRASTRUCTURE = Table("infrastructure", "What was detected at one place over and over, and is no ship of AIS: platforms, turbines, buoys, rocks; or lay there and has gone.", ("infrastructure_id",), (
    Column("infrastructure_id", TEXT, "Content-derived id over the first detection of it."),
    Column("state", TEXT, "stays, or gone: passes over the place no longer show it."),
    Column("lat", FLOAT, "Median latitude of its detections.", unit="deg"),
    Column("lon", FLOAT, "Median longitude of its detections, in [-180, 180).", unit="deg"),
    Column("spread_m", FLOAT, "How far its detections lie from their median: root mean square.", unit="m"),
    Column("length_m", FLOAT, "Median of the lengths of its detections.", unit="m", null="none is stated"),
    Column("first_time", TIME, "Its first detection."),
    Column("last_time", TIME, "Its last detection."),
    Column("passes_seen", INT, "Passes in which it was detected."),
    Column("passes_over", INT, "Passes over the place from its first detection to its last, as far as scenes with detections tell."),
    Column("passes_since", INT, "Passes over the place after its last detection."),
    Column("chance_frac", FLOAT, "Chance that ships as dense as around it were there in as many passes by accident.", unit="frac"),
    Column("detection_ids", TEXTS, "Its detections, in order of time."),
    WORDS, SOURCES,
))
BEARERS = Table("bearers", "Which vessel of the case the reports of a segment are of, by the marks it sent.", ("bearer_id",), (
    Column("bearer_id", TEXT, "Content-derived id of segment and vessel."),
    Column("segment_id", TEXT, "The segment that bears the vessel's marks."),
    MMSI,
    Column("vessel_id", TEXT, "The vessel whose marks it bears."),
    Column("ship_name", TEXT, "Usual name of that vessel."),
    Column("mark_basis", TEXT, "imo, name or spelling."),
    WORDS, SOURCES,
))
PORT_CALLS = Table("port_calls", "Arrival, stay and departure at one port. Presence, not loading.", ("port_call_id",), (
    Column("port_call_id", TEXT, "Content-derived id over the report that began it."),
    MMSI,
    Column("segment_id", TEXT, "Segment of its first report."),
    Column("port", TEXT, "The port: a place's label, or a name."),
    Column("port_complex", TEXT, "The group of ports within which shifts are part of one call.", null="the port stands alone"),
    Column("areas", TEXTS, "Areas lain in, in order; may be empty."),
    START, OPEN_END,
    Column("stop_start", TIME, "When it first lay still.", null="never seen still"),
    Column("stop_end", TIME, "When it last lay still.", null="never seen still"),
    Column("has_entry", FLAG, "Whether it was seen to enter."),
    Column("has_stop", FLAG, "Whether it was seen to lie still."),
    Column("has_gap", FLAG, "Whether it fell silent inside for at least the port gap."),
    Column("has_exit", FLAG, "Whether it was seen to leave."),
    Column("confidence", pa.int16(), "4: entry, exit and stop or gap; 3: one end and stop or gap; 2: stop or gap alone."),
    Column("is_plausible", FLAG, "Whether it is no longer than the cap on durations."),
    Column("hours", FLOAT, "Its length, to the end of the data where it is open.", unit="h"),
    MEAN_LAT, MEAN_LON, WORDS, SOURCES,
))

LIES = Table("lies", "Times a ship lay within one half kilometre, in a port or out at sea.", ("lie_id",), (
    Column("lie_id", TEXT, "Content-derived id over the first report from there."),
    MMSI,
    Column("hull_no", pa.int32(), "Which of the ships on that MMSI lay there."),
    Column("segment_id", TEXT, "Segment of the first report from there."),
    START, Column("end_time", TIME, "When it was last heard there, inclusive."),
    Column("hours", FLOAT, "Hours from the first report there to the last.", unit="h"),
    Column("positions", INT, "Reports from there."),
    MEAN_LAT, MEAN_LON,
    Column("cell", INT, "Cell of a half kilometre that the mean point lies in."),
    WORDS, SOURCES,
))

ANCHORAGES = Table("anchorages", "Waters where many vessels lie, found in the data itself.", ("anchorage_id",), (
    Column("anchorage_id", TEXT, "Content-derived id over the cell."),
    Column("cell", INT, "Cell of a half kilometre."),
    MEAN_LAT, MEAN_LON,
    Column("vessels", pa.int32(), "Ships that lay there."),
    Column("stays", pa.int32(), "Times one lay there."),
    Column("port", TEXT, "Nearest known port within reach.", null="none within reach"),
    WORDS, SOURCES,
))

SAMPLES = Table("samples", "Slow ships on a common clock, outside or inside ports. Ordered by MMSI, segment and time.", ("segment_id", "time"), (
    Column("segment_id", INT, "64-bit key of its segment."),
    MMSI,
    Column("time", TIME, "Instant of the common clock."),
    Column("lat", FLOAT, "Latitude then, between reports.", unit="deg"),
    Column("lon", FLOAT, "Longitude then, between reports.", unit="deg"),
    Column("kn", pa.float32(), "Speed then, from the reports around it.", unit="kn"),
    Column("position_id", INT, "The report nearest in time."),
    Column("is_in_port", FLAG, "Whether it lies in waters of a port."),
), order=("mmsi", "segment_id", "time"), is_dense=True)

ENCOUNTERS = Table("encounters", "Two tracks close and slow for long enough. An encounter is not a transfer of cargo.", ("encounter_id",), (
    Column("encounter_id", TEXT, "Content-derived id over both ships and the reports that began it."),
    Column("mmsi", pa.int32(), "The lower MMSI of the two; format with :09d."),
    Column("other_mmsi", pa.int32(), "The other MMSI; equal where two ships share one."),
    Column("segment_id", TEXT, "Segment of the first ship."),
    Column("other_segment_id", TEXT, "Segment of the other ship."),
    START, Column("end_time", TIME, "When they were last close and slow, inclusive."),
    Column("hours", FLOAT, "Its length.", unit="h"),
    MEAN_LAT, MEAN_LON,
    Column("median_km", FLOAT, "Median distance between the two.", unit="km"),
    Column("median_kn", FLOAT, "Median speed of the two.", unit="kn"),
    Column("port", TEXT, "Nearest port within reach.", null="none within reach"),
    Column("port_km", FLOAT, "Distance to that port.", unit="km", null="none within reach"),
    Column("is_in_port", FLAG, "Whether it lies in or near a port that is held, where neighbours at a berth look the same."),
    WORDS, SOURCES,
))

LOITERING = Table("loitering", "One ship slow at sea, no partner seen.", ("loitering_id",), (
    Column("loitering_id", TEXT, "Content-derived id over the slow report that began it."),
    MMSI,
    Column("segment_id", TEXT, "Its segment."),
    START, Column("end_time", TIME, "When it was last slow, inclusive."),
    Column("hours", FLOAT, "Its length.", unit="h"),
    MEAN_LAT, MEAN_LON,
    Column("mean_kn", FLOAT, "Mean speed over it.", unit="kn"),
    Column("radius_km", FLOAT, "Greatest distance from its middle.", unit="km"),
    Column("shore_km", FLOAT, "Distance of its middle to the nearest land.", unit="km", null="no coastline given"),
    Column("port", TEXT, "Nearest port.", null="no port given"),
    Column("port_km", FLOAT, "Distance to that port.", unit="km", null="no port given"),
    WORDS, SOURCES,
))

PARTNERS = Table("partners", "Ships in a gap that could have met one that loitered alone. Possible, never seen.", ("partner_id",), (
    Column("partner_id", TEXT, "Content-derived id over the loitering and the gap."),
    Column("loitering_id", TEXT, "The ship that lay alone."),
    Column("gap_id", TEXT, "The gap of the ship that could have come."),
    Column("mmsi", pa.int32(), "MMSI of the ship that could have come; format with :09d."),
    Column("rank", pa.int32(), "1 for the likeliest."),
    Column("needed_kn", FLOAT, "Least speed to be there and at the gap's other end in time.", unit="kn"),
    Column("hours_left", FLOAT, "Hours it could have stayed there.", unit="h"),
    Column("probability", FLOAT, "Probability among those who could, and nobody, that this was the partner."),
    STATUS, WORDS, SOURCES,
))

MISFITS = Table("misfits", "What cannot be so in the reports of one MMSI, before MMSIs and receivers are compared.", ("misfit_id",), (
    Column("misfit_id", TEXT, "Content-derived id over its kind, the report that began it, and receivers."),
    Column("misfit_kind", TEXT, "two_places, teleport, on_land, too_fast, circle, frozen, anchor_spoof or clock, of one MMSI."),
    MMSI, START,
    Column("end_time", TIME, "When the last of its reports was, inclusive."),
    AMID_LAT, AMID_LON,
    Column("reports", pa.int32(), "Reports of that MMSI concerned."),
    Column("receiver", TEXT, "The receiver whose times are compared.", null="not about clocks"),
    Column("other_receiver", TEXT, "The receiver they are compared with.", null="not about clocks"),
    Column("ahead_h", FLOAT, "How far the one receiver's times are later than the other's.", unit="h", null="not about clocks"),
    Column("clock_receivers", TEXTS, "Receivers of which each heard one side of every contradiction in it and none both: were its clock off, all may be one ship. May be empty."),
    Column("clock_from_h", pa.list_(FLOAT), "For each of clock_receivers by how much its times must be later, at least.", unit="h"),
    Column("clock_to_h", pa.list_(FLOAT), "And at most.", unit="h"),
    WORDS, SOURCES,
))

CONFLICTS = Table("conflicts", "What cannot be so: two places at once, jumps, land, patterns no ship makes.", ("conflict_id",), (
    Column("conflict_id", TEXT, "Content-derived id over its kind and the report that began it."),
    Column("conflict_kind", TEXT, "two_places, one_imo, teleport, on_land, too_fast, circle, frozen, anchor_spoof or clock."),
    MMSI,
    Column("other_mmsi", pa.int32(), "The other MMSI concerned; format with :09d.", null="none"),
    START, Column("end_time", TIME, "When it was last so, inclusive."),
    AMID_LAT, AMID_LON,
    Column("reports", pa.int32(), "Reports concerned."),
    Column("receiver", TEXT, "The receiver whose clock is off (or one of two of which it cannot be told): of a clock itself, and of a conflict that goes when that clock is set right.", null="no clock is known to make it"),
    Column("ahead_h", FLOAT, "How far that receiver's times are late.", unit="h", null="no clock is known to make it"),
    WORDS, SOURCES,
))

VOYAGES = Table("voyages", "From a departure to the next arrival.", ("voyage_id",), (
    Column("voyage_id", TEXT, "Content-derived id over the call it began with."),
    MMSI,
    Column("hull_no", pa.int32(), "Which ship of those that share the MMSI."),
    Column("from_call_id", TEXT, "Call it left.", null="the data, or a period of listening, begin at sea"),
    Column("to_call_id", TEXT, "Call it reached.", null="not yet arrived, or at sea when listening ended"),
    Column("from_port", TEXT, "Port it left.", null="the data, or a period of listening, begin at sea"),
    Column("to_port", TEXT, "Port it reached.", null="not yet arrived, or at sea when listening ended"),
    START, OPEN_END,
    Column("distance_km", FLOAT, "Distance along the reports, great circles over gaps.", unit="km"),
    Column("gap_h", FLOAT, "Hours of it in gaps.", unit="h"),
    WORDS, SOURCES,
))

DRAUGHTS = Table("draughts", "Draughts as crews typed them; what was soon typed over is left out.", ("draught_id",), (
    Column("draught_id", TEXT, "Content-derived id over the static report that first had it."),
    MMSI,
    Column("imo", pa.int32(), "IMO number typed in the same reports; format with :07d.", null="none typed"),
    Column("name", TEXT, "Name typed in the same reports.", null="none typed"),
    START, Column("end_time", TIME, "When it was last received, inclusive."),
    Column("draught_m", pa.float32(), "The draught as typed.", unit="m"),
    WORDS, SOURCES,
))

DRAUGHT_CHANGES = Table("draught_changes", "Changes of the draught that crews type. A change is what was typed, not what was loaded.", ("draught_change_id",), (
    Column("draught_change_id", TEXT, "Content-derived id over the report with the new draught."),
    MMSI,
    Column("before_time", TIME, "When the former draught was last received."),
    Column("after_time", TIME, "When the new draught was first received."),
    Column("before_m", pa.float32(), "Former draught.", unit="m"),
    Column("after_m", pa.float32(), "New draught.", unit="m"),
    Column("change_m", pa.float32(), "New less former.", unit="m"),
    Column("port_call_id", TEXT, "The call between or around the two.", null="no call then"),
    Column("encounter_id", TEXT, "The encounter between the two.", null="none then"),
    WORDS, SOURCES,
))

# ---------------------------------------------------------------------------------------------- events

SIGHTING_GAPS = Table("sighting_gaps", "Silences between the reports that sightings tell of. A gap is not proof of a transponder turned off.", ("gap_id",), (
    Column("gap_id", TEXT, "Content-derived id over the vessel and the report that began it."),
    Column("vessel_id", TEXT, "The silent vessel."),
    Column("start_earliest", TIME, "Earliest time of the last report before it."),
    Column("start_latest", TIME, "Latest time of the last report before it."),
    Column("end_earliest", TIME, "Earliest time of the first report after it.", null="still open"),
    Column("end_latest", TIME, "Latest time of the first report after it.", null="still open"),
    Column("min_h", FLOAT, "Shortest silence the dates allow.", unit="h", null="still open"),
    Column("max_h", FLOAT, "Longest silence the dates allow.", unit="h", null="still open"),
    Column("heard_again_by", TIME, "For an open gap: the next report of any kind held in this case.", null="none held, or the gap is closed"),
    Column("start_lat", FLOAT, "Latitude of the last report.", unit="deg", null="known in words only"),
    Column("start_lon", FLOAT, "Longitude of the last report.", unit="deg", null="known in words only"),
    Column("end_lat", FLOAT, "Latitude of the first report after it.", unit="deg", null="open, or known in words only"),
    Column("end_lon", FLOAT, "Longitude of the first report after it.", unit="deg", null="open, or known in words only"),
    Column("distance_km", FLOAT, "Great-circle distance between its ends.", unit="km", null="an end has no position"),
    Column("distance_error_km", FLOAT, "Sum of both ends' position errors.", unit="km", null="an end has no position"),
    Column("sailing_min_h", FLOAT, "Least hours to sail that distance, at the higher speed.", unit="h", null="an end has no position"),
    Column("sailing_max_h", FLOAT, "Hours to sail it at the lower speed.", unit="h", null="an end has no position"),
    Column("unseen_min_h", FLOAT, "Hours left unseen after sailing at the lower speed.", unit="h", null="an end has no position"),
    Column("unseen_max_h", FLOAT, "Hours left unseen after sailing at the higher speed.", unit="h", null="an end has no position"),
    Column("place_id", TEXT, "The place near which it began.", null="none within reach"),
    STATUS, WORDS, SOURCES,
))

STAYS = Table("stays", "Who lay where, arrival and departure as intervals. One row a hull.", ("stay_id",), (
    Column("stay_id", TEXT, "Content-derived id over the sighting that began it and the hull's number in it."),
    Column("place_id", TEXT, "Where it lay."),
    Column("vessel_id", TEXT, "The vessel that stayed.", null="no vessel settled"),
    Column("hull", TEXT, "The vessel_id, or an id of its own for a hull nobody named."),
    Column("hull_words", TEXT, "The ship of the stay in words: its name, or 'unnamed, 3 of 5', '95 m tanker'."),
    Column("arrival_earliest", TIME, "Earliest arrival: reported, or the last look before that found its berth or the whole place empty.", null="nothing bounds it"),
    Column("arrival_latest", TIME, "Latest arrival: it was there by then."),
    Column("departure_earliest", TIME, "Earliest departure: it was still there."),
    Column("departure_latest", TIME, "Latest departure: reported, or the next look that found it empty.", null="nothing bounds it"),
    Column("seen_from", TIME, "Start of its first report, reports known only to a long range left aside where others are held."),
    Column("seen_until", TIME, "End of its last report, likewise."),
    Column("visible_h", FLOAT, "Hours between first and last report at the place.", unit="h", null="no two instants"),
    Column("is_alongside", FLAG, "Whether somebody saw it at the berth; false where the call itself is inferred."),
    Column("is_group", FLAG, "Whether it is one of several hulls counted together."),
    BERTH,
    Column("method", TEXT, "By what it was seen: satellite image, AIS, document, ..."),
    STATUS, WORDS, SOURCES,
))

WATCHES = Table("watches", "When a place was looked at, as far as looks and sightings tell.", ("watch_id",), (
    Column("watch_id", TEXT, "Content-derived id of the watch."),
    Column("place_id", TEXT, "The place looked at."),
    Column("start_time", TIME, "Start of the interval of the look."),
    Column("end_time", TIME, "End of the interval of the look."),
    Column("is_day_known", FLAG, "False where one look lies somewhere in a range of days."),
    Column("method", TEXT, "By what the place was looked at: optical, sar or photo where a scene says so, else image."),
    Column("is_cued", FLAG, "Whether the image is no random capture: asked for because of a tip, or known only because something was seen (published sightings always are)."),
    Column("look", TEXT, "Label of the look, or id of the answer of occupancy that a person accepted as one.", null="known by a sighting alone"),
    Column("scene_id", TEXT, "The scene looked at.", null="none named, or none of that label"),
    BERTH,
    Column("visible_frac", FLOAT, "Share of the place or berth that could be seen.", unit="frac", null="not stated"),
    Column("result", TEXT, "empty, occupied, or disputed where analysts differ.", null="known by a sighting alone"),
    WORDS, SOURCES,
))

LOOK_CHECKS = Table("look_checks", "What does not add up in looks, scenes and the sightings, measures and features that name them.", ("look_check_id",), (
    Column("look_check_id", TEXT, "Content-derived id of the doubt and the row."),
    Column("about", TEXT, "Id of the row checked."),
    Column("label", TEXT, "Label of the row checked."),
    Column("kind", TEXT, "no_scene, no_place, outside_footprint, outside_usable, times_differ, analysts_differ, look_and_sighting_differ, out_of_view, no_look, in_no_look, other_place, unknown_berth, repeated or no_sighting."),
    Column("is_watch", FLAG, "Whether the look or sighting still counts as a watch; of measures and features whether they are used."),
    WORDS, SOURCES,
))

COVERAGE = Table("coverage", "How much of a question's period its loading and discharge places were watched.", ("question", "place_id"), (
    QUESTION,
    Column("place_id", TEXT, "The place covered."),
    Column("role", TEXT, "Role of the covered place in the question."),
    Column("days_total", INT, "Days in the period.", unit="d"),
    Column("days_watched", INT, "Days on which a look is dated to the day.", unit="d"),
    Column("days_maybe", INT, "Further days inside ranges that hold a look on some day.", unit="d"),
    Column("days_unwatched", INT, "Days with no look held.", unit="d"),
    Column("longest_start", TIME, "Start of the longest stretch with no look held.", null="no such stretch"),
    Column("longest_end", TIME, "End of that stretch.", null="no such stretch"),
    Column("longest_d", INT, "Length of that stretch.", unit="d"),
    WORDS, SOURCES,
))

# ---------------------------------------------------------------------------------------------- trips and cargo

TRIPS = Table("trips", "Out and back: the thing we count. Possible trips are rows too, and are not counted.", ("trip_id",), (
    Column("trip_id", TEXT, "Content-derived id over the question and what began the trip."),
    QUESTION,
    Column("vessel_id", TEXT, "The vessel that made it.", null="no vessel settled"),
    Column("hull", TEXT, "The hull of the trip, as in stays."),
    Column("hull_words", TEXT, "The ship of the trip in words."),
    Column("load_place_id", TEXT, "Where it loaded, if it did.", null="not seen"),
    Column("discharge_place_id", TEXT, "Where it discharged.", null="return not seen"),
    Column("load_stay_id", TEXT, "The stay at the loading place.", null="not seen, or possible only"),
    Column("discharge_stay_id", TEXT, "The stay at the discharge place.", null="not seen"),
    Column("start_time", TIME, "Start of the interval in which the call that dates the trip happened."),
    Column("end_time", TIME, "End of that interval."),
    Column("is_counted", FLAG, "Whether it is one of the documented trips."),
    Column("calls_min", pa.int32(), "Least number of calls behind this row."),
    Column("calls_max", pa.int32(), "Greatest number the evidence near it would allow."),
    Column("is_listed", FLAG, "Whether its vessel was listed before the trip.", null="no vessel settled, or listed with no date"),
    STATUS, WORDS, SOURCES,
))

ALTERNATIVES = Table("alternatives", "What stays open about the count. Nothing is merged or split silently.", ("alternative_id",), (
    Column("alternative_id", TEXT, "Content-derived id of the alternative."),
    QUESTION,
    Column("kind", TEXT, "second_call, same_hull, in_group, one_stay, two_places, disputed_look, wrong_ship, possible_call."),
    Column("trip_ids", IDS, "Trips concerned."),
    Column("effect", pa.int32(), "Change of the documented count if it holds: -1, 0 or +1."),
    Column("chance_frac", FLOAT, "Chance given to it: of two stays being one trip, the share of sampled worlds in which they are, where the question is sampled; else an assumption by grade.", unit="frac", null="no chance is put on it"),
    Column("decision", TEXT, "What a person decided about it: accept or reject.", null="open"),
    WORDS, SOURCES,
))

SEASON_TOTALS = Table("season_totals", "How many loading stays there were, sampled from looks, sightings and AIS together.", ("season_total_id",), (
    Column("season_total_id", TEXT, "Content-derived id of question and basis of the sampled figure."),
    QUESTION,
    Column("basis", TEXT, "Which stays are counted in each draw: after_doubt (those of whose trip a sighting or AIS tells, at either end) or estimated (all)."),
    Column("p05", FLOAT, "5 % quantile of the sampled number."),
    Column("p50", FLOAT, "Median of the sampled number."),
    Column("p95", FLOAT, "95 % quantile of the sampled number."),
    Column("least", FLOAT, "Least number in any draw."),
    Column("most", FLOAT, "Greatest number in any draw."),
    Column("dots", pa.list_(FLOAT), "Fifty equal chances of the sampled number, ascending."),
    Column("draws", INT, "Draws behind it."),
    Column("r_hat", FLOAT, "Agreement of chains from dispersed starts: 1 is perfect.", null="too few draws to tell"),
    Column("ess", FLOAT, "How many independent draws they are worth.", null="too few draws to tell"),
    Column("is_settled", FLAG, "False where chains disagree: identities are not settled, and the quantiles are of all chains together."),
    Column("given", TEXT, "What the sampled figure rests on, in words."),
    WORDS, SOURCES,
))
SEASON_STAYS = Table("season_stays", "Every loading stay of every draw: worlds that fit the evidence, each whole.", ("question", "draw", "number"), (
    QUESTION,
    Column("draw", pa.int32(), "Number of the sampled world, from 0."),
    Column("draws", pa.int32(), "Worlds sampled in all; one without a stay has no row."),
    Column("number", pa.int32(), "Number of the stay within that world, from 0, by vessel and time."),
    Column("vessel_id", TEXT, "The vessel that loaded in that world."),
    Column("start_time", TIME, "When it came in that world, to a step of the grid."),
    Column("end_time", TIME, "When it left in that world, to a step of the grid."),
    Column("sightings", pa.int32(), "Groups of sightings, and runs of AIS at a place, that are of this trip in that world, at either end; 0: nothing tells of it."),
    SOURCES,
))
SEASON_TIES = Table("season_ties", "Neighbouring stays that may be one ship's, with the share of sampled worlds in which they are.", ("season_tie_id",), (
    Column("season_tie_id", TEXT, "Content-derived id of question and pair."),
    QUESTION,
    Column("stay_id", TEXT, "The earlier stay of the pair."),
    Column("other_stay_id", TEXT, "The later one."),
    Column("same_hull_frac", FLOAT, "Share of draws that give both to one vessel of the fleet.", unit="frac"),
    Column("one_trip_frac", FLOAT, "Share of draws in which they are, besides, of one trip: that vessel begins no loading between them.", unit="frac"),
    SOURCES,
))
HULL_ESTIMATES = Table("hull_estimates", "How many loading stays each vessel of a fleet made, sampled.", ("hull_estimate_id",), (
    Column("hull_estimate_id", TEXT, "Content-derived id of question and vessel."),
    QUESTION,
    Column("vessel_id", TEXT, "The vessel estimated."),
    Column("ship_words", TEXT, "The estimated vessel's name."),
    Column("documented", INT, "Stays at a loading place in the period that evidence held gives to it."),
    Column("seen_p05", FLOAT, "5 % quantile of its stays of whose trip evidence tells."),
    Column("seen_p50", FLOAT, "Median of its stays of whose trip evidence tells."),
    Column("seen_p95", FLOAT, "95 % quantile of its stays of whose trip evidence tells."),
    Column("actual_p05", FLOAT, "5 % quantile of all its stays."),
    Column("actual_p50", FLOAT, "Median of all its stays."),
    Column("actual_p95", FLOAT, "95 % quantile of all its stays."),
    Column("heard_frac", FLOAT, "Share of the period's steps in which its AIS was received.", unit="frac"),
    WORDS, SOURCES,
))
CAPTURES = Table("captures", "Other ways to reckon how many there were, as a cross-check: never the answer.", ("capture_id",), (
    Column("capture_id", TEXT, "Content-derived id of question and way of reckoning."),
    QUESTION,
    Column("way", TEXT, "horvitz_thompson, chapman, chao or mean_cloud."),
    Column("p05", FLOAT, "5 % quantile by that way.", null="a bound or a point only"),
    Column("p50", FLOAT, "The figure by that way."),
    Column("p95", FLOAT, "95 % quantile by that way.", null="a bound or a point only"),
    WORDS, SOURCES,
))
TRIP_ESTIMATES = Table("trip_estimates", "How many trips: three figures, never mixed, and what others claim.", ("estimate_id",), (
    Column("estimate_id", TEXT, "Content-derived id of question and basis."),
    QUESTION,
    Column("basis", TEXT, "documented, after_doubt, estimated, claimed or possible."),
    Column("count", FLOAT, "The figure itself where it is one.", null="a distribution"),
    Column("p05", FLOAT, "5 % quantile of the number of trips.", null="not a distribution"),
    Column("p50", FLOAT, "Median number of trips.", null="not a distribution"),
    Column("p95", FLOAT, "95 % quantile of the number of trips.", null="not a distribution"),
    Column("least", FLOAT, "Least number of trips that the open alternatives leave, if all hold that lower it.", null="not after doubt"),
    Column("most", FLOAT, "Greatest number that they leave, if all hold that carry a chance and raise it.", null="not after doubt"),
    Column("dots", pa.list_(FLOAT), "Fifty equal chances of the number of trips, ascending; empty where it is one figure."),
    Column("vessels", INT, "Different vessels settled among the trips.", null="not known"),
    Column("given", TEXT, "What the figure of trips holds under, in words.", null="nothing is assumed, or nothing is estimated"),
    STATUS, WORDS, SOURCES,
))

LOAD_SHARES = Table("load_shares", "Measured loads as shares of deadweight, used to calibrate the load distribution.", ("load_share_id",), (
    Column("load_share_id", TEXT, "Content-derived id of the measured load."),
    Column("ship_words", TEXT, "The receiving ship as written."),
    Column("tonnes", FLOAT, "Cargo measured.", unit="t", null="no tonnage stated; the row is not used"),
    Column("dwt_t", FLOAT, "Deadweight it is held against.", unit="t", null="deadweight not known"),
    Column("share_frac", FLOAT, "Load as a share of deadweight.", unit="frac", null="deadweight not known"),
    Column("is_used", FLAG, "Whether it enters the calibration."),
    WORDS, SOURCES,
))

CARGOES = Table("cargoes", "What a documented trip could carry, by load share and as a distribution. A call is not a load.", ("cargo_id",), (
    Column("cargo_id", TEXT, "Content-derived id of trip and load share."),
    QUESTION,
    Column("trip_id", TEXT, "The trip."),
    Column("load_share_frac", FLOAT, "Load assumed, as a share of deadweight, of this figure.", unit="frac", null="drawn from the load distribution"),
    Column("dwt_t", FLOAT, "Deadweight used for the trip.", unit="t"),
    Column("dwt_basis", TEXT, "stated, or mean of the known fleet (drawn from it in the distribution)."),
    Column("unit_per_t", FLOAT, "Conversion used: units per tonne (barrels per tonne for oil, 1 for tonnes)."),
    Column("tonnes", FLOAT, "Tonnes at that share, or the median.", unit="t"),
    UNIT,
    Column("amount", FLOAT, "What the trip carried at that share, or the median; in ``unit``."),
    Column("amount_p05", FLOAT, "5 % quantile of the trip's amount.", null="at one load share"),
    Column("amount_p95", FLOAT, "95 % quantile of the trip's amount.", null="at one load share"),
    WORDS, SOURCES,
))

TOTALS = Table("totals", "Amounts of a question, by basis and load assumption. Sums are sums of draws.", ("total_id",), (
    Column("total_id", TEXT, "Content-derived id of question, basis and assumption."),
    QUESTION,
    Column("basis", TEXT, "Whose trips: documented, estimated or claimed."),
    Column("assumption", TEXT, "The load assumption in words: 1/3 of DWT, 10,000 barrels a call, load drawn."),
    Column("load_share_frac", FLOAT, "Load assumed for the total, as a share of deadweight.", unit="frac", null="drawn, or a figure a call"),
    Column("per_call", FLOAT, "Amount a call assumed.", null="not that rule"),
    Column("trips", FLOAT, "Trips in the sum (the median where drawn)."),
    UNIT,
    Column("amount", FLOAT, "Amount at that assumption, or the median; in ``unit``."),
    Column("amount_p05", FLOAT, "5 % quantile of the total.", null="not drawn"),
    Column("amount_p95", FLOAT, "95 % quantile of the total.", null="not drawn"),
    Column("first_day", TIME, "Day on which the spread of a total by day begins.", null="drawn: the draws hold the days"),
    Column("amount_by_day", pa.list_(FLOAT), "The total spread evenly over the interval of each of its trips, by day; in ``unit``.", null="drawn: the draws hold the days"),
    STATUS, WORDS, SOURCES,
))

DRAWS = Table("draws", "The draws behind a total: amounts by day, so that any cap period can be summed.", ("question", "basis", "draw"), (
    QUESTION,
    Column("basis", TEXT, "Whose trips the draw is of: documented, estimated or claimed."),
    Column("draw", pa.int32(), "Number of the draw, from 0."),
    Column("first_day", TIME, "Day the list of amounts begins."),
    Column("amount_by_day", pa.list_(pa.float32()), "Amount on each day from the first; in the unit of the question."),
    Column("amount", FLOAT, "Amount of the whole draw."),
    SOURCES,
))

# ---------------------------------------------------------------------------------------------- ledger

CAP_STATUS = Table("cap_status", "Amounts against a limit. A verdict carries its load assumption.", ("cap_status_id",), (
    Column("cap_status_id", TEXT, "Content-derived id of question, rule, period, basis and assumption."),
    QUESTION,
    Column("rule", TEXT, "Label of the rule that sets the limit."),
    Column("period_start", TIME, "Start of the cap period."),
    Column("period_end", TIME, "End of the cap period, exclusive."),
    UNIT,
    Column("limit", FLOAT, "The limit; in ``unit``."),
    Column("basis", TEXT, "Whose trips stand against the limit: documented, estimated, claimed; or official."),
    Column("assumption", TEXT, "The assumption the verdict carries, in words."),
    Column("load_share_frac", FLOAT, "Load share the verdict carries.", unit="frac", null="drawn, a figure a call, or official"),
    Column("per_call", FLOAT, "Amount a call the verdict carries.", null="not by that rule"),
    Column("amount", FLOAT, "Amount inside the period, or the median; in ``unit``."),
    Column("amount_p05", FLOAT, "5 % quantile inside the period.", null="no distribution inside the period"),
    Column("amount_p95", FLOAT, "95 % quantile inside the period.", null="no distribution inside the period"),
    Column("is_over", FLAG, "Whether this amount alone passes the limit (at the median where drawn)."),
    Column("p_over", FLOAT, "Chance that this amount alone passes it.", null="not drawn, so no chance"),
    Column("notified", FLOAT, "Amount notified for the period, all States.", null="nothing notified is held"),
    Column("with_notified", FLOAT, "This amount plus those notified, where they cannot be the same oil.", null="nothing notified, or they may overlap"),
    Column("is_over_with_notified", FLAG, "Whether that sum passes the limit.", null="no such sum"),
    Column("p_over_with_notified", FLOAT, "Chance that the sum with what was notified passes it.", null="not drawn, or no such sum"),
    Column("crossed_p05", TIME, "5 % quantile of the day the limit was passed, all draws counted.", null="fewer than 5 % of draws pass it"),
    Column("crossed_p50", TIME, "Median day the limit was passed.", null="fewer than half of the draws pass it"),
    Column("crossed_p95", TIME, "95 % quantile of that day.", null="fewer than 95 % of draws pass it"),
    Column("dots", pa.list_(FLOAT), "Fifty equal chances of the amount in the period, ascending; empty where not drawn."),
    STATUS, WORDS, SOURCES,
))

SENSITIVITIES = Table("sensitivities", "The estimate against a limit as it stands, and with assumptions changed.", ("sensitivity_id",), (
    Column("sensitivity_id", TEXT, "Content-derived id of question, rule, period and what is changed."),
    QUESTION,
    Column("rule", TEXT, "Label of the rule whose limit the estimate stands against."),
    Column("period_start", TIME, "Start of the cap period of the estimate."),
    Column("period_end", TIME, "End of the cap period of the estimate, exclusive."),
    Column("ordinal", INT, "Place in order of reading; 0 is the estimate as it stands."),
    Column("changed", INT, "How many assumptions are changed."),
    Column("assumption", TEXT, "What is changed, in words."),
    UNIT,
    Column("amount", FLOAT, "Median amount inside the period so changed; in ``unit``."),
    Column("p_over", FLOAT, "Chance, so changed, that the amount alone passes the limit."),
    STATUS, WORDS, SOURCES,
))

CLAIM_ORIGINS = Table("claim_origins", "Which origin each claim goes back to. Copies never count as sources.", ("claim_id",), (
    Column("claim_id", TEXT, "The claim traced."),
    Column("origin_id", TEXT, "The origin it goes back to.", null="what it rests on is not understood, so it shows no origin"),
    Column("other_origin_ids", IDS, "Further origins it rests on.", null="it goes back to one at most"),
    Column("relation", TEXT, "origin, copy, altered copy, circle, same speaker again, or basis not understood."),
    Column("set_by", TEXT, "Who set where the claim belongs, and why: the latest decision about it that stands.", null="the rules of the step"),
    Column("flags", TEXTS, "What a reader of the claim must know: hidden characters or look-alike letters in a name, said later than it was held, a period that begins after it was said, perhaps a copy that cites nobody.", null="nothing"),
    WORDS, SOURCES,
))

LINEAGE = Table("lineage", "What became of a statement as it was told on: each copy beside what it copies, field by field.", ("lineage_id",), (
    Column("lineage_id", TEXT, "Content-derived id of claim, what it copies and field."),
    Column("origin_id", TEXT, "The origin both go back to."),
    Column("claim_id", TEXT, "The copy."),
    Column("copied_id", TEXT, "The claim it copies; the lead of the origin where none is named."),
    Column("via", TEXTS, "Who passed it on between the two, nearest to the copied claim first, their own telling not held.", null="nobody named"),
    Column("depth", INT, "Steps from the origin, those who passed it on counted."),
    Column("field", TEXT, "What drifted: quantity, unit, period, hedge, place, item, role, speaker, alternatives; or 'none' where it says the same."),
    Column("was", TEXT, "What the copied claim says.", null="nothing there, or no drift"),
    Column("is_now", TEXT, "What the copy says.", null="nothing there, or no drift"),
    WORDS, SOURCES,
))

ORIGINS = Table("origins", "Independent origins of claims about one transfer.", ("origin_id",), (
    Column("origin_id", TEXT, "Content-derived id over the first claim of the group."),
    Column("from_party", TEXT, "Giver in the claims.", null="not stated in the claims"),
    Column("to_party", TEXT, "Receiver in the claims.", null="not stated in the claims"),
    Column("item_class", TEXT, "What the claims are about: the question's name, or a class of items."),
    Column("stance", TEXT, "What the origin does: assert, confirm, deny, no comment, neither confirm nor deny. Only assert counts as an origin of a transfer."),
    Column("speaker", TEXT, "Whose word it is."),
    Column("party_of_speaker", TEXT, "The government or organisation behind the speaker; origins that share it are not independent.", null="not known"),
    Column("documents", INT, "Documents that carry it, copies counted."),
    Column("altered", INT, "Copies in which a figure, unit or name changed."),
    Column("claim_ids", IDS, "Claims of the group."),
    Column("dependent_on", TEXTS, "Origins of the same transfer that it is not independent of, at most 20 for each reason; the first of them for all who share it.", null="none is known"),
    Column("dependence_words", TEXT, "Why it is not independent of them.", null="no dependence is known"),
    Column("ranges", TEXTS, "What those who tell one statement differ in, lowest to highest as told: '40 to 43 trip'. Never averaged.", null="they do not differ, or one document tells it"),
    Column("disagreement", TEXT, "Who tells what, where they differ; no corroboration either way.", null="they do not differ, or one document tells it"),
    WORDS, SOURCES,
))

TRANSFERS = Table("transfers", "Who is said to have given what to whom: a recomputed view of claims and trips.", ("transfer_id",), (
    Column("transfer_id", TEXT, "Content-derived id of giver, receiver and item class."),
    Column("from_party", TEXT, "Giver of the transfer.", null="no giver stated"),
    Column("to_party", TEXT, "Receiver of the transfer.", null="no receiver stated"),
    Column("item_class", TEXT, "Class of items transferred."),
    Column("question", TEXT, "The question that counts it.", null="no question of this case counts it"),
    Column("origins", INT, "Origins that assert it; those that are not independent of each other are each counted."),
    Column("documents", INT, "Documents that assert it."),
    Column("denials", INT, "Documents that deny it."),
    Column("no_comments", INT, "Documents in which a party gave no comment or neither confirmed nor denied."),
    Column("confirmations", INT, "Documents in which a party confirms it."),
    Column("our_trips", INT, "Documented trips of this case that bear on it.", null="no question counts it"),
    Column("quantity_words", TEXT, "Quantities side by side, never averaged.", null="none stated in any claim"),
    Column("rung", INT, "Corroboration ladder, 0 to 5, over origins, of the figure that stands best, or of the bare statement where nobody gives a figure.", null="nobody asserts it, or it is only expected"),
    Column("rung_any", INT, "Rung of the bare statement that something was given, whatever the amount.", null="nobody asserts it, or it is only expected"),
    Column("rung_words", TEXT, "The rung in one sentence.", null="nobody asserts it, or it is only expected"),
    Column("flags", TEXTS, "contradicted, denied by party, denial reversed, confirmation reversed, quantity disputed, single government, anonymous only, physically impossible.", null="none"),
    Column("wider_denials", IDS, "Claims that deny goods of which these are a kind (arms, for shells), between the same parties; counted with the goods they name.", null="none"),
    Column("is_expected", FLAG, "Whether it is only expected, planned, feared or asked for: it stands on the shelf 'expected, not observed'.", null="nobody asserts it"),
    WORDS, SOURCES,
))

CLAIM_TESTS = Table("claim_tests", "A claim beside our own count for the same period.", ("claim_test_id",), (
    Column("claim_test_id", TEXT, "Content-derived id of claim and question."),
    Column("claim_id", TEXT, "The claim tested."),
    QUESTION,
    Column("verdict", TEXT, "supports, contradicts, consistent but not diagnostic, or cannot be tested."),
    Column("unit", TEXT, "Unit compared: trip, barrel, vessel.", null="nothing to compare"),
    Column("claimed_low", FLOAT, "Lower end of the claim.", null="no lower end"),
    Column("claimed_high", FLOAT, "Upper end of the claim.", null="no upper end"),
    Column("ours_low", FLOAT, "Our figure for the same period, lower end.", null="we cannot count it"),
    Column("ours_high", FLOAT, "Our figure for the same period, upper end.", null="we cannot count it"),
    Column("ours_own", INT, "Trips of ours_low that rest only on observations in which those behind the claim had a hand.", null="not counted in trips"),
    Column("own_observers", TEXTS, "Who is credited with those observations; may be empty.", null="not counted in trips"),
    Column("days_watched", INT, "Days of the claim's period on which a loading place was watched.", unit="d", null="no period, or no place"),
    Column("days_total", INT, "Days in the claim's period.", unit="d", null="no period"),
    WORDS, SOURCES,
))

CHECKS = Table("checks", "What does not add up in the evidence: arithmetic, capacity, identity. Kept and shown, not corrected.", ("check_id",), (
    Column("check_id", TEXT, "Content-derived id of the check and the row."),
    Column("about", TEXT, "Id of the row checked."),
    Column("label", TEXT, "Label of the row checked."),
    Column("kind", TEXT, "over_capacity, identity, named, arithmetic, conversion, repeated_sum, cap_share."),
    Column("outcome", TEXT, "agrees, off by rounding, disagrees, or flagged."),
    Column("stated", FLOAT, "The figure printed.", null="not a figure"),
    Column("recomputed", FLOAT, "The figure recomputed.", null="not recomputed"),
    WORDS, SOURCES,
))

FINDINGS = Table("findings", "Sentences we stand behind, with their rows and their limits.", ("finding_id",), (
    Column("finding_id", TEXT, "Content-derived id over question, kind and subject."),
    Column("label", TEXT, "F1, F2, ... in order of reading."),
    QUESTION,
    Column("kind", TEXT, "condition_failed, cap, cap_estimate, listed_call, open_count, claimed_count, not_watched, ban_touched, identity, over_capacity."),
    Column("headline", TEXT, "The finding in one short sentence, for a reader in a hurry."),
    Column("text", TEXT, "The finding in full, figures and all."),
    Column("rule", TEXT, "Label of the rule touched.", null="no rule"),
    Column("rule_words", TEXT, "The rule as people cite it: S/RES/2397 (2017) para 5.", null="no rule"),
    Column("likelihood", TEXT, "One of the seven ICD 203 words.", null="no chance is stated"),
    Column("chance_frac", FLOAT, "The chance behind the word.", unit="frac", null="none stated"),
    Column("confidence", TEXT, "low, moderate or high: how good the evidence is, never in the same sentence as the likelihood."),
    Column("confidence_words", TEXT, "Why that confidence."),
    Column("limits", TEXTS, "What it cannot show, and what would change it."),
    STATUS, SOURCES,
))

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        EVIDENCE, REJECTS, DECISIONS, PLACES, PARTICULARS, SIGHTINGS, IMAGES, SCENES, BERTH_VIEWS, OCCUPANCY, LOOKS, DETECTIONS, MEASURES, FEATURES, DESK_RECORDS, MEASURED, CONVERSIONS, MEASURED_TRANSFERS, OFFICIAL_REPORTS, LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS, LIST_STANDINGS, LIST_STATEMENTS, OPINIONS, OWNERSHIP, CLAIMS, DOCUMENTS, LEXICON, PROPOSALS, REVIEWS, MODEL_PROPOSALS, GRADES,
        LEGAL_MEASURES, ASSESSMENTS, REPLIES, QUESTIONS, QUESTION_PLACES, PLACE_SETTINGS, VESSELS, MARKS, LISTINGS, MERGES, HITS, SCREENED, LISTED_EVENTS, TIES, OWNERS, OWNER_HITS, RISKS, CANDIDATES, CANDIDATE_TERMS, OBSERVATIONS,
        POSITIONS, STATICS, WORN, REFUSED_REPORTS, LAND, LISTENED, AREAS, TRACKS, SEGMENTS, HEARD, RECEPTION, SILENCES, GAPS, FIXES, PORT_CALLS, LIES, ANCHORAGES, SAMPLES, ENCOUNTERS, LOITERING, PARTNERS,
        MISFITS, CONFLICTS, VOYAGES, DRAUGHTS, DRAUGHT_CHANGES,
        SCENE_FIXES, DETECTION_MATCHES, INFRASTRUCTURE, BEARERS, SIGHTING_GAPS, STAYS, WATCHES, LOOK_CHECKS, COVERAGE, TRIPS, ALTERNATIVES, SEASON_TOTALS, SEASON_STAYS, SEASON_TIES, HULL_ESTIMATES, CAPTURES, TRIP_ESTIMATES, LOAD_SHARES, CARGOES, TOTALS, DRAWS, CAP_STATUS,
        SENSITIVITIES, CLAIM_ORIGINS, LINEAGE, ORIGINS, TRANSFERS, CLAIM_TESTS, CHECKS, FINDINGS,
    )
}  # fmt: skip
"""Every table by name."""
