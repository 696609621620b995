"""The case.toml of a new case: every key explained, all of it commented out but what must stand."""

CASE_TOML = """\
# What this case asks. Evidence says what was seen; this file says what is wanted to know about it, and nothing else.
# Remove the "# " before what you need. A key that is not known here is refused, with its line, so that no misspelt key
# is silently without effect. Every change is kept with the next run: answers can be traced to the lines of this file.

format = 1                                # layout of the case folder; leave it
title = "Untitled case"

# ------------------------------------------------------------------------------------------------------------ places
# Places come from a file of places (templates/places.csv), each with a label of yours (P01). Here a place gets what the
# file cannot say: its time zone, by IANA name or offset. Only needed where a source says "local time at the port" and
# the country has several zones.

# [places]
# P01 = { time_zone = "Asia/Vladivostok" }
# P02 = { time_zone = "+09:00" }

# Ports are needed wherever AIS is: without them no port call is looked for. The World Port Index (UpdatedPub150.csv,
# from msi.nga.mil/Publications/WPI) is added as it is. Waters of a port (berths, anchorages, basins) may be drawn here
# too, one table each, with the columns of a file of areas. A polygon is a list of corners [lat, lon], or a text, as a
# file has it: "lat lon; lat lon" or WKT.

# [[areas]]
# name = "eastern roads"
# port = "P01"                            # label or name of a place, or a name of its own
# area_kind = "anchorage"                 # port, berth or anchorage
# ring = [[42.70, 132.90], [42.70, 133.00], [42.80, 133.00], [42.80, 132.90]]
# precision_km = 0.5                      # how far its edge may be off

# --------------------------------------------------------------------------------------------------------- questions
# One table [question.NAME] for each question; the first is the one answered when none is named. NAME is yours.

# [question.oil]
# text = "How much refined oil went from A to B in 2024, and did it pass the cap?"
# period = [2024-01-01, 2025-01-01]       # [start, end): dates without quotes; the end is the first day outside
# from = "RU"                             # state that gives, ISO 3166-1 alpha-2
# to = "KP"                               # state that gets
# commodity = "refined petroleum"         # what is carried, in words
# load = ["P01"]                          # labels of places where it is loaded
# discharge = ["P05", "P06"]              # labels of places where it is discharged
#
# The rest may be left out:
# item_words = ["refined petroleum", "oil"] # words by which claims and rules about this commodity are known
# carrier = "tanker"                      # what the ships are called in sentences; else "ship"
# wait = ["P14"]                          # places where ships wait
# unit = "barrel"                         # unit amounts are counted in; without it trips are counted and no amounts
# capacity = "dwt"                        # a full load is the ship's deadweight
# per_call = [10_000, 30_000]             # a published rule of thumb: amount a call, low and high, in the unit
# cap = "R01"                             # label of the rule that limits it (a file of legal measures)
# rules = ["R13"]                         # labels of further rules it touches

# [question.oil.fleet]                    # which ships count; a ship fits by type and flag, or by name
# ship_types = ["oil tanker"]             # as the list of vessels calls them; left out: any type
# flags = ["KP"]                          # ISO 3166-1 alpha-2; left out: any flag
# vessels = ["V44", "Lady R"]             # labels or names of ships that count whatever their type and flag

# [question.oil.conversion]               # which published table turns tonnes into the unit (a file of conversions)
# authority = "BP Statistical Review July 2021"
# product = "Gas oil/diesel"

# [question.oil.claimed]                  # what others claim about the same, shown beside our own figures, never mixed
# trips = "C02"                           # label of the claim that counts trips
# amount = "C01"                          # label of the claim that states an amount
# hull_dwt_t = 3464                       # mean deadweight of the claimed trips, in tonnes
# hull_reason = "mean hull that the claimed barrels imply at 90 % load"

# [question.oil.estimate]                 # how many trips there really were
# from = "documented"                     # start from our own count, or from a claim by its label; "looks": sampled
#                                         # from looks, sightings and AIS, then the two lines below fall away
# seen_share = { alpha = 21, beta = 9 }   # Beta distribution of the share of trips seen; this one has mean 0.7
# reason = "why that share"               # shown wherever the estimate is

# -------------------------------------------------------------------------------------------------------- parameters
# Thresholds of the method, one table [params.STEP] for each step. Defaults, with reasons and sources, are described in
# docs/methods. A number may be written with its unit ("8 kn", "10 km", "70 %"); a duration must be ("12 h", "2 d",
# "30 min"). Every run keeps all parameters it used.

# [params.sighting_gaps]
# speed_low_kn = 8
"""
