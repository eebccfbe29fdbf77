"""What a person types into a form, as the values that actions take."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator, Field

from training.web.forms import wrong


def fen(given: object) -> object:
    """Yuan as typed, with at most two decimals, in fen."""
    try:
        amount = Decimal(str(given).strip() or "0") * 100
    except InvalidOperation:
        raise wrong("form.number") from None
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise wrong("form.number")
    return int(amount)


Yuan = Annotated[int, BeforeValidator(fen), Field(ge=0, le=10_000_000)]
