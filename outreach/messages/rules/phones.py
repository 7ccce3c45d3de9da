"""Phone numbers as people write them, and as a text service wants them."""

import re

SWEDEN = "+46"


def dialable(text: str) -> str | None:
    """The number with its country, such as +46701234567; None when it is no number. Without a country: Swedish."""
    digits = re.sub(r"[\s()./–-]", "", text.strip())
    digits = re.sub(r"^00", "+", digits)
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        return re.sub(r"^\+460", SWEDEN, digits)
    return SWEDEN + digits[1:] if re.fullmatch(r"0[1-9][0-9]{5,11}", digits) else None
