"""Who: persons with roles, sign-in by a mailed link, invitations, and who may open which page."""
