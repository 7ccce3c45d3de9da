"""The signed address that ends letters of a kind for one person, with one press and without signing in."""

from itsdangerous import BadSignature, URLSafeSerializer

from outreach import config
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person

# Letters that nobody has to get, and the wish that each rests on.
WISHES = {MessageKind.GAP: "wants_asks", MessageKind.MONTHLY: "wants_monthly"}


def unsubscribe_url(person: Person, kind: MessageKind) -> str:
    """It names a number, not an address, and holds as long as the secret key does: a mail may be read years later."""
    token = _signer().dumps([person.id, kind.value])
    return f"{config.current().base_url}/unsubscribe/{token}"


def read_token(token: str) -> tuple[int, MessageKind] | None:
    """Whose letters of which kind the address ends; None when it is none of ours."""
    try:
        person_id, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(person_id), MessageKind.of(kind)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config.current().secret_key, salt="unsubscribe")
