"""The outbox: mails are rows, written in the transaction of what they tell about, and sent by the worker."""
