"""THE PAGE: every step of Fairlead, as data. The engine runs it, a run records it, the docs draw it, the laws walk it.

Data goes one way: evidence -> observations -> stays -> trips -> cargo -> caps, claim tests -> findings.
"""

from __future__ import annotations

from fairlead.base.schema import Step
from fairlead.events.observations import place_sightings
from fairlead.events.sighting_gaps import find_sighting_gaps
from fairlead.identity.candidates import match_candidates
from fairlead.identity.resolve import resolve_identities
from fairlead.imagery.coverage import count_coverage, find_watches
from fairlead.ledger.caps import check_caps
from fairlead.ledger.checks import check_evidence
from fairlead.ledger.claim_tests import check_claims
from fairlead.ledger.findings import write_findings
from fairlead.ledger.origins import group_origins
from fairlead.ledger.transfers import list_transfers
from fairlead.tracks.segments import cut_segments
from fairlead.trips.actual import estimate_trips
from fairlead.trips.cargo import estimate_cargo
from fairlead.trips.loads import calibrate_loads
from fairlead.trips.sensitivities import weigh_assumptions
from fairlead.trips.stays import find_stays
from fairlead.trips.trips import count_trips

FLOW: tuple[Step, ...] = (
    Step("segments", cut_segments, ("positions", "statics"), ("tracks", "segments"), "mmsi",
         "which reports of one MMSI are one ship"),
    Step("identities", resolve_identities, ("particulars", "sightings"), ("vessels", "marks", "listings"), "case",
         "which ships there are, what they were called, who lists them"),
    Step("candidates", match_candidates, ("sightings", "vessels", "decisions"), ("candidates",), "case",
         "which vessels a sighting may be, always with OTHER"),
    Step("observations", place_sightings, ("sightings", "candidates", "places", "place_settings", "decisions"), ("observations",), "case",
         "where and when a sighting was, in UTC, with its error"),
    Step("sighting_gaps", find_sighting_gaps, ("observations", "places"), ("sighting_gaps",), "vessel",
         "silences in what was received, and the time they leave unseen"),
    Step("stays", find_stays, ("observations", "places"), ("stays",), "place",
         "who lay where, arrival and departure as intervals, seen or inferred"),
    Step("watches", find_watches, ("observations",), ("watches",), "place",
         "when a place was looked at"),
    Step("coverage", count_coverage, ("watches", "questions", "question_places", "places"), ("coverage",), "case",
         "which days of the period nobody watched"),
    Step("trips", count_trips,
         ("stays", "observations", "vessels", "listings", "questions", "question_places", "places", "decisions"),
         ("trips", "alternatives"), "case",
         "out and back: documented, with the alternatives that stay open"),
    Step("actual", estimate_trips, ("trips", "alternatives", "questions", "claims"), ("trip_estimates",), "case",
         "documented, after doubt, estimated and claimed: four kinds of figure, never mixed"),
    Step("loads", calibrate_loads, ("measured_transfers", "vessels"), ("load_shares",), "case",
         "measured loads as shares of deadweight"),
    Step("cargo", estimate_cargo,
         ("trips", "trip_estimates", "vessels", "load_shares", "questions", "conversions", "claims"),
         ("cargoes", "totals", "draws"), "case",
         "tonnes and barrels by load share and as draws"),
    Step("origins", group_origins, ("claims", "questions"), ("claim_origins", "origins"), "case",
         "who only repeats whom"),
    Step("transfers", list_transfers, ("claims", "claim_origins", "origins", "trips", "questions"), ("transfers",), "case",
         "who is said to have given what to whom"),
    Step("caps", check_caps, ("totals", "draws", "questions", "legal_measures", "official_reports", "trips"),
         ("cap_status",), "case",
         "cap exceeded or not, when, how likely, under which load assumption"),
    Step("sensitivities", weigh_assumptions,
         ("trip_estimates", "vessels", "load_shares", "questions", "conversions", "claims", "cap_status"), ("sensitivities",),
         "case",
         "what the estimate falls to with its assumptions changed"),
    Step("claim_tests", check_claims,
         ("claims", "questions", "question_places", "places", "trips", "alternatives", "cargoes", "watches", "stays",
          "observations", "claim_origins", "origins"),
         ("claim_tests",), "case",
         "each claim beside our own count for the same period"),
    Step("checks", check_evidence,
         ("sightings", "candidates", "vessels", "particulars", "measured_transfers", "load_shares", "official_reports",
          "assessments", "conversions", "legal_measures"),
         ("checks",), "case",
         "what does not add up in the evidence"),
    Step("findings", write_findings,
         ("questions", "question_places", "places", "trips", "alternatives", "trip_estimates", "observations", "stays", "sighting_gaps",
          "vessels", "listings", "watches", "coverage", "cap_status", "legal_measures", "official_reports", "claims",
          "claim_origins", "origins", "claim_tests", "checks", "sensitivities"),
         ("findings",), "case",
         "the sentences we stand behind, with their limits"),
)  # fmt: skip
