"""Only `privacy` opens a sealed value; everybody else asks it, and so leaves a trace."""

from __future__ import annotations

from tests.architecture.source import calls, imports, report, where, written

# The kit makes the tools; privacy is the one room that uses them to read.
_MAY_OPEN = ("kit", "privacy")
_OPENERS = ("juanzong.kit.sealing.unseal", "juanzong.kit.crypto")


def test_only_privacy_opens_sealed_values() -> None:
    faults = []
    for module in written():
        if module.room.split(".")[0] in _MAY_OPEN:
            continue
        faults += [
            f"{where(module, node)}: imports {name}" for name, node in imports(module) if name.startswith(_OPENERS)
        ]
        faults += [f"{where(module, node)}: calls {name}" for name, node in calls(module) if name.endswith("unseal")]
    report(faults)


def test_screens_hold_no_keys() -> None:
    faults = [
        f"{where(module, node)}: imports {name}"
        for module in written()
        if module.room.startswith(("web", "api"))
        for name, node in imports(module)
        if name.startswith(("juanzong.kit.keyring", "juanzong.kit.subject_keys", "juanzong.kit.crypto"))
    ]
    report(faults)
