"""THE PAGE: every step of Fairlead, as data. The engine runs it, a run records it, the docs draw it, the laws walk it.

Data goes one way: evidence -> observations -> stays -> trips -> cargo -> caps, claim tests -> findings.
"""

from __future__ import annotations

from fairlead.base.schema import Step
from fairlead.events.anchorages import find_anchorages, find_lies
from fairlead.events.conflicts import find_conflicts
from fairlead.events.encounters import pair_encounters
from fairlead.events.fixes import thin_tracks
from fairlead.events.gaps import weigh_gaps
from fairlead.events.loitering import find_loitering
from fairlead.events.misfits import find_misfits
from fairlead.events.observations import place_sightings
from fairlead.events.partners import rank_partners
from fairlead.events.port_calls import find_port_calls
from fairlead.events.reception import count_reception, hear
from fairlead.events.samples import sample_slow
from fairlead.events.sighting_gaps import find_sighting_gaps
from fairlead.events.silences import list_silences
from fairlead.identity.bearers import find_bearers
from fairlead.identity.candidates import match_candidates
from fairlead.identity.list_statements import state_lists
from fairlead.identity.merges import propose_merges
from fairlead.identity.resolve import resolve_identities
from fairlead.identity.risks import find_risks
from fairlead.identity.screening import screen_vessels
from fairlead.identity.ties import tie_owners
from fairlead.identity.worn import list_worn
from fairlead.imagery.berths import assess_berths
from fairlead.imagery.coverage import count_coverage, find_watches
from fairlead.imagery.detection_matches import match_detections
from fairlead.imagery.infrastructure import find_infrastructure
from fairlead.imagery.look_checks import check_looks
from fairlead.imagery.measured import work_out_errors
from fairlead.imagery.scene_fixes import keep_around_scenes
from fairlead.ledger.caps import check_caps
from fairlead.ledger.checks import check_evidence
from fairlead.ledger.claim_tests import check_claims
from fairlead.ledger.findings import write_findings
from fairlead.ledger.lineage import trace_lineage
from fairlead.ledger.origins import group_origins
from fairlead.ledger.transfers import list_transfers
from fairlead.statements.propose import propose_claims
from fairlead.tracks.segments import cut_segments
from fairlead.trips.actual import estimate_trips
from fairlead.trips.cargo import estimate_cargo
from fairlead.trips.draughts import find_draught_changes, list_draughts
from fairlead.trips.loads import calibrate_loads
from fairlead.trips.season import sample_season
from fairlead.trips.sensitivities import weigh_assumptions
from fairlead.trips.stays import find_stays
from fairlead.trips.trips import count_trips
from fairlead.trips.voyages import list_voyages

FLOW: tuple[Step, ...] = (
    Step("segments", cut_segments, ("positions", "statics"), ("tracks", "segments"), "mmsi",
         "which reports of one MMSI are one ship"),
    Step("heard", hear, ("tracks", "segments"), ("heard",), "mmsi",
         "which ship was heard where, hour by hour"),
    Step("reception", count_reception, ("heard",), ("reception",), "case",
         "how many ships were heard, and how many were there unheard, by cell and hour"),
    Step("silences", list_silences, ("tracks", "segments", "heard", "reception", "land", "places", "areas", "listened"),
         ("silences",), "mmsi",
         "silences of one ship, and what others tell of reception meanwhile"),
    Step("misfits", find_misfits, ("positions", "tracks", "segments", "land"), ("misfits",), "mmsi",
         "what cannot be so in the reports of one MMSI"),
    Step("conflicts", find_conflicts, ("misfits", "segments"), ("conflicts",), "case",
         "two places at once, jumps, land, patterns no ship makes, one number on two ships"),
    Step("gaps", weigh_gaps, ("silences", "conflicts"), ("gaps",), "case",
         "how likely each silence was more than reception, against all silences of the case"),
    Step("port_calls", find_port_calls, ("tracks", "segments", "areas", "places", "listened"), ("port_calls",), "mmsi",
         "arrival, stay and departure at a port, shifts within a complex merged"),
    Step("fixes", thin_tracks, ("tracks", "segments"), ("fixes",), "mmsi",
         "where ships were, thinned to one report in three hours"),
    Step("scene_fixes", keep_around_scenes, ("tracks", "segments", "detections"), ("scene_fixes",), "mmsi",
         "where ships were around the scenes in which something was detected"),
    Step("lies", find_lies, ("tracks", "segments"), ("lies",), "mmsi",
         "where ships lay, in a port or out at sea"),
    Step("anchorages", find_anchorages, ("lies", "areas", "places"), ("anchorages",), "case",
         "waters where many ships lie, found in the data"),
    Step("samples", sample_slow, ("tracks", "segments", "areas", "places"), ("samples",), "mmsi",
         "slow ships on a common clock"),
    Step("encounters", pair_encounters, ("samples", "segments", "places", "areas"), ("encounters",), "case",
         "two ships close and slow for long enough"),
    Step("loitering", find_loitering, ("samples", "segments", "encounters", "misfits", "land", "places", "areas"), ("loitering",), "case",
         "one ship slow at sea, no partner seen"),
    Step("partners", rank_partners, ("loitering", "gaps"), ("partners",), "case",
         "ships in a gap that could have met one that lay alone"),
    Step("voyages", list_voyages, ("port_calls", "gaps", "segments", "tracks", "places", "listened"), ("voyages",), "mmsi",
         "from a departure to the next arrival"),
    Step("draughts", list_draughts, ("statics",), ("draughts",), "mmsi",
         "draughts as crews typed and left them"),
    Step("draught_changes", find_draught_changes, ("draughts", "port_calls", "encounters", "places", "listened"),
         ("draught_changes",), "case",
         "changes of the draught, and the call or encounter they may belong to"),
    Step("worn", list_worn, ("statics",), ("worn",), "mmsi",
         "names, IMO numbers and call signs as AIS sent them, from when to when"),
    Step("identities", resolve_identities, ("particulars", "sightings", "decisions"), ("vessels", "marks", "listings"), "case",
         "which ships there are, what they were called, who lists them"),
    Step("lists", state_lists, ("list_entries", "list_facts", "list_versions", "decisions"),
         ("list_standings", "list_statements"), "case",
         "which versions of sanctions lists count, what each says, and since when it is known"),
    Step("bearers", find_bearers, ("segments", "vessels"), ("bearers",), "case",
         "which vessel of the case an AIS track is of, by the marks it sent"),
    Step("detection_matches", match_detections, ("detections", "scene_fixes", "segments", "bearers", "places"),
         ("detection_matches",), "scene",
         "which ship of AIS each detection in an image may be, or none, and how surely"),
    Step("infrastructure", find_infrastructure, ("detections", "detection_matches", "scenes"), ("infrastructure",), "case",
         "what stays at one place over passes, and is no ship of AIS"),
    Step("measured", work_out_errors, ("measures", "sightings", "looks", "scenes"), ("measured",), "case",
         "what error a measure in an image has"),
    Step("candidates", match_candidates,
         ("sightings", "vessels", "decisions", "measured", "features", "places", "fixes", "bearers", "looks", "scenes"),
         ("candidates", "candidate_terms"), "case",
         "which vessels a sighting may be, always with OTHER"),
    Step("observations", place_sightings,
         ("sightings", "candidates", "places", "place_settings", "decisions", "port_calls", "bearers", "looks", "scenes",
          "measured", "features"),
         ("observations",), "case",
         "where and when a sighting or an AIS port call was, in UTC, with its error"),
    Step("sighting_gaps", find_sighting_gaps, ("observations", "places"), ("sighting_gaps",), "vessel",
         "silences in what was received, and the time they leave unseen"),
    Step("occupancy", assess_berths, ("berth_views", "areas", "scenes"), ("occupancy",), "berth",
         "whether a ship lay at a berth in a picture, or nobody can tell; a person decides"),
    Step("watches", find_watches, ("observations", "looks", "scenes", "places", "occupancy", "decisions"), ("watches",), "case",
         "when a place was looked at, and what was found"),
    Step("look_checks", check_looks, ("observations", "sightings", "looks", "scenes", "places", "measures", "features", "areas"),
         ("look_checks",), "case",
         "what does not add up in looks, and in what names them"),
    Step("stays", find_stays, ("observations", "places", "watches"), ("stays",), "case",
         "who lay where, arrival and departure as intervals, seen or inferred"),
    Step("merges", propose_merges, ("vessels", "segments", "bearers", "stays", "places", "decisions"), ("merges",), "case",
         "pairs of vessels that may be one ship; a person decides"),
    Step("screening", screen_vessels,
         ("vessels", "marks", "bearers", "segments", "stays", "list_statements", "list_standings", "list_entries", "worn",
          "decisions"),
         ("hits", "screened", "listed_events"), "case",
         "listed, when, for which measure: confirmed, probable, possible or contradicted"),
    Step("ties", tie_owners, ("ownership", "list_statements", "list_standings", "hits", "vessels"), ("ties", "owners", "owner_hits"), "case",
         "who owns, runs or is linked to whom, by lists and by research, and whom else they run"),
    Step("risks", find_risks,
         ("worn", "segments", "fixes", "bearers", "particulars", "vessels", "marks", "listings", "gaps", "port_calls",
          "conflicts", "question_places", "places", "ties", "owners", "owner_hits"),
         ("risks",), "case",
         "reasons to doubt that a ship is what it says it is"),
    Step("coverage", count_coverage, ("watches", "questions", "question_places", "places"), ("coverage",), "case",
         "which days of the period nobody watched"),
    Step("season", sample_season,
         ("questions", "question_places", "places", "vessels", "candidates", "candidate_terms", "observations", "stays",
          "watches", "bearers", "fixes", "port_calls", "voyages"),
         ("season_totals", "season_stays", "season_ties", "hull_estimates", "captures"), "case",
         "how many loading stays there really were, sampled from looks, sightings and AIS together"),
    Step("trips", count_trips,
         ("stays", "observations", "vessels", "listings", "questions", "question_places", "places", "decisions", "watches",
          "season_ties"),
         ("trips", "alternatives"), "case",
         "out and back: documented, with the alternatives that stay open"),
    Step("actual", estimate_trips,
         ("trips", "alternatives", "questions", "claims", "season_totals", "looks", "watches", "question_places", "places"),
         ("trip_estimates",), "case",
         "documented, after doubt, estimated and claimed: four kinds of figure, never mixed"),
    Step("loads", calibrate_loads, ("measured_transfers", "vessels"), ("load_shares",), "case",
         "measured loads as shares of deadweight"),
    Step("cargo", estimate_cargo,
         ("trips", "trip_estimates", "vessels", "load_shares", "questions", "conversions", "claims", "season_stays"),
         ("cargoes", "totals", "draws"), "case",
         "tonnes and barrels by load share and as draws"),
    Step("proposals", propose_claims, ("documents", "lexicon"), ("proposals",), "case",
         "what rules read in texts: who says that who gave what to whom; a person decides"),
    Step("origins", group_origins, ("claims", "questions", "decisions", "evidence", "documents", "lexicon"),
         ("claim_origins", "origins"), "case",
         "who only repeats whom"),
    Step("lineage", trace_lineage, ("claims", "claim_origins", "origins"), ("lineage",), "case",
         "what became of a statement as it was told on"),
    Step("caps", check_caps, ("totals", "draws", "questions", "legal_measures", "official_reports", "trips"),
         ("cap_status",), "case",
         "cap exceeded or not, when, how likely, under which load assumption"),
    Step("sensitivities", weigh_assumptions,
         ("trip_estimates", "vessels", "load_shares", "questions", "conversions", "claims", "season_stays", "cap_status"),
         ("sensitivities",),
         "case",
         "what the estimate falls to with its assumptions changed"),
    Step("claim_tests", check_claims,
         ("claims", "questions", "question_places", "places", "trips", "alternatives", "cargoes", "watches", "stays",
          "observations", "claim_origins", "origins", "vessels", "lexicon"),
         ("claim_tests",), "case",
         "each claim beside our own count for the same period"),
    Step("transfers", list_transfers,
         ("claims", "claim_origins", "origins", "trips", "questions", "claim_tests", "grades", "vessels", "lexicon"), ("transfers",), "case",
         "who is said to have given what to whom, and on which rung of the ladder it stands"),
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
