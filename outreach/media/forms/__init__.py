"""What a media editor fills in."""

from outreach.media.forms.coverage import AttachForm as AttachForm
from outreach.media.forms.coverage import ConfirmForm as ConfirmForm
from outreach.media.forms.coverage import CoverageForm as CoverageForm
