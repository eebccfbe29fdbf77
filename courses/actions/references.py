"""By which rule set a package is priced where nothing is entered for its payer (参照): the center decides, and it shows."""

from courses.actions import packages as packaging
from courses.queries import packages
from courses.tables import Package
from training import audit, db
from training.access import Actor
from training.errors import Clash, Fault
from training.text import Version, Word
from training.web.forms import Form


class ReferenceForm(Form):
    """The edition to price by; none takes the choice back."""

    version: Version
    rule_set: Word = ""


async def refer(actor: Actor, id: int, given: ReferenceForm) -> None:
    """Price a package by the rule set of another payer, or no longer.

    Raises Missing, Clash when the payer has a rule set of its own, Invalid when the edition cannot be chosen.
    """
    async with db.write():
        offered = (await packages.studio(actor, id)).references
        if not offered:
            raise Clash("package.rules-known")
        if given.rule_set and given.rule_set not in {rules.edition for rules in offered}:
            packaging.refuse_faults({"rule_set": Fault("form.choose")})
        await packaging.change(actor, id, given.version, {Package.rule_set: given.rule_set})
        await audit.note(actor, "referred", "package", id, {"rules": given.rule_set})
