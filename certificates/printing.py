"""What the child of one class does: publish the template, open the key, make every certificate. Heavy: children only."""

from certificates import making
from certificates.certificate_pdf import publish
from certificates.credential import Issuer
from certificates.making import Batch, Pkcs12
from certificates.model import Issuance, Made, Refusal, Template


def make_class(
    template: Template,
    issuances: tuple[Issuance, ...],
    issuer: Issuer,
    bundle: bytes,
    password: bytes | None,
    stamps: str,
    width: int,
) -> list[Made | Refusal]:
    """Every certificate of a class in its order: made, or refused with its reason."""
    ring = Pkcs12(bundle, password, stamps)
    return making.make(Batch(publish(template), issuances, issuer=issuer, keyring=ring, picture_width=width))
