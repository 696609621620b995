"""The errors a caller may catch: one base, four families. A message says what, where, and what would help."""


class FairleadError(Exception):
    """Anything Fairlead refuses, in words a person can act on."""


class EvidenceError(FairleadError):
    """Bytes that cannot be read as what they claim to be."""


class SchemaError(FairleadError):
    """A table that is not the table that was promised."""


class CaseError(FairleadError):
    """The workspace: its folder, its log, its case.toml or its lock."""


class EngineError(FairleadError):
    """A step that could not be run."""
