"""OFAC's advanced XML on a made-up file in the published schema: codes by name, the day of listing, relations."""

import pytest

from fairlead.errors import EvidenceError
from fairlead.formats.lists.reader import read_list, sniff_list

CODES = """<ReferenceValueSets>
<AliasTypeValues><AliasType ID="1">A.K.A.</AliasType>
<AliasType ID="2">F.K.A.</AliasType><AliasType ID="3">Name</AliasType></AliasTypeValues>
<ScriptValues><Script ID="10">Latin</Script><Script ID="11">Cyrillic</Script></ScriptValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType></PartyTypeValues>
<PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType>
<PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
<FeatureTypeValues><FeatureType ID="5">Vessel Flag</FeatureType><FeatureType ID="6">Former Vessel Flag</FeatureType>
<FeatureType ID="7">VESSEL TYPE</FeatureType><FeatureType ID="8">Other Vessel Call Sign</FeatureType>
<FeatureType ID="9">Location</FeatureType></FeatureTypeValues>
<DetailReferenceValues><DetailReference ID="50">Crude Oil Tanker</DetailReference></DetailReferenceValues>
<IDRegDocTypeValues><IDRegDocType ID="20">Vessel Registration Identification</IDRegDocType>
<IDRegDocType ID="21">MMSI</IDRegDocType>
<IDRegDocType ID="22">Company Number</IDRegDocType></IDRegDocTypeValues>
<RelationTypeValues><RelationType ID="30">Owned or Controlled By</RelationType></RelationTypeValues>
<SanctionsTypeValues><SanctionsType ID="40">Program</SanctionsType></SanctionsTypeValues>
<ListValues><List ID="60">SDN List</List></ListValues><CountryValues><Country ID="70">Nowhere</Country></CountryValues>
</ReferenceValueSets>"""


def name(type_, words, *, primary="false", low="false", script=10):
    return (
        f'<Alias FixedRef="1" AliasTypeID="{type_}" Primary="{primary}" LowQuality="{low}"><DocumentedName>'
        f'<DocumentedNamePart><NamePartValue ScriptID="{script}">{words}</NamePartValue>'
        "</DocumentedNamePart></DocumentedName></Alias>"
    )


def feature(type_, inside):
    return f'<Feature FeatureTypeID="{type_}"><FeatureVersion>{inside}</FeatureVersion></Feature>'


def document(identity, type_, number):
    return (
        f'<IDRegDocument IDRegDocTypeID="{type_}" IdentityID="{identity}" IssuedBy-CountryID="70">'
        f"<IDRegistrationNo>{number}</IDRegistrationNo></IDRegDocument>"
    )


SHIP = (
    '<DistinctParty FixedRef="7"><Comment>Made up.</Comment><Profile ID="700" PartySubTypeID="1">'
    '<Identity ID="77" Primary="true">'
    + name(3, "MADE-UP STAR", primary="true")
    + name(2, "OLD STAR")
    + name(1, "WEAK", low="true")
    + name(3, "ЗВЕЗДА", script=11)
    + "</Identity>"
    + feature(5, "<VersionDetail>Malta</VersionDetail>")
    + feature(6, "<VersionDetail>Panama</VersionDetail>")
    + feature(7, '<VersionDetail DetailReferenceID="50"/>')
    + feature(8, "<VersionDetail>ABC1</VersionDetail>")
    + "</Profile></DistinctParty>"
)
OWNER = (
    '<DistinctParty FixedRef="8"><Profile ID="800" PartySubTypeID="3"><Identity ID="88" Primary="true">'
    + name(3, "MADE-UP LINES", primary="true")
    + "</Identity>"
    + feature(9, '<VersionLocation LocationID="900"/>')
    + "</Profile></DistinctParty>"
)
FILE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<Sanctions xmlns="http://www.un.org/sanctions/1.0">'
    "<DateOfIssue><Year>2024</Year><Month>5</Month><Day>3</Day></DateOfIssue>" + CODES + "<Locations>"
    '<Location ID="900"><LocationCountry CountryID="70"/><LocationPart><LocationPartValue><Value>1 Quay</Value>'
    "</LocationPartValue></LocationPart></Location></Locations><IDRegDocuments>"
    + document(77, 20, "IMO 9074729")
    + document(77, 21, "572469210")
    + document(88, 22, "IMO 1790183")
    + f"</IDRegDocuments><DistinctParties>{SHIP}{OWNER}</DistinctParties><ProfileRelationships>"
    '<ProfileRelationship From-ProfileID="700" To-ProfileID="800" RelationTypeID="30" Former="false"/>'
    '</ProfileRelationships><SanctionsEntries><SanctionsEntry ProfileID="700" ListID="60"><EntryEvent><Date>'
    "<Year>2018</Year><Month>2</Month><Day>23</Day></Date></EntryEvent>"
    '<SanctionsMeasure SanctionsTypeID="40"><Comment>DPRK4</Comment></SanctionsMeasure>'
    "</SanctionsEntry></SanctionsEntries></Sanctions>"
)


@pytest.fixture
def read(tmp_path):
    def of(text):
        path = tmp_path / "list.xml"
        path.write_text(text, encoding="utf-8")
        return read_list(path, "list.xml", sniff_list(path).kind, "evidence:1")

    return of


def test_a_ship_has_its_names_numbers_flags_and_the_day_it_was_listed(read):
    found = read(FILE)
    ship, owner = found.rows.to_pylist()
    assert (ship["entry"], ship["entry_kind"], ship["name"], ship["programmes"]) == (
        "7",
        "vessel",
        "MADE-UP STAR",
        ["DPRK4"],
    )
    assert (ship["former_names"], ship["weak_aliases"], ship["aliases"]) == (["OLD STAR"], ["WEAK"], ["ЗВЕЗДА"])
    assert ship["listed_start"].date().isoformat() == "2018-02-23"
    assert (owner["entry_kind"], owner["listed_words"]) == ("company", None)
    said = found.more["list_facts"].to_pylist()
    facts = {(f["entry"], f["property"]): (f["value"], f["normal"], f["qualifier"]) for f in said}
    assert facts["7", "imo"] == ("IMO 9074729", "9074729", "Nowhere")
    assert facts["7", "mmsi"] == ("572469210", "572469210", "Nowhere")
    assert facts["7", "flag"] == ("Malta", "MT", None)
    assert facts["7", "former_flag"] == ("Panama", "PA", None)
    assert facts["7", "type"][0] == "Crude Oil Tanker"
    assert facts["7", "call_sign"] == ("ABC1", "ABC1", "Other Vessel Call Sign")
    assert facts["7", "linked_to"] == ("MADE-UP LINES", "8", "Owned or Controlled By")
    assert facts["8", "company_imo"] == ("IMO 1790183", "1790183", "Nowhere")
    assert facts["8", "address"] == ("1 Quay, Nowhere", None, None)
    (version,) = found.more["list_versions"].to_pylist()
    assert (version["list"], version["published_words"]) == ("ofac_sdn", "2024-05-03")
    assert (version["vessels"], version["with_imo"]) == (1, 1)


def test_codes_without_names_and_a_file_cut_off_are_refused(read):
    with pytest.raises(EvidenceError, match="lacks ReferenceValueSets"):
        read(FILE.replace(CODES, ""))
    with pytest.raises(EvidenceError, match="cut off"):
        read(FILE[:-30])
