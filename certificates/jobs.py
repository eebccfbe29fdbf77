"""What happens by itself here: handlers of outbox rows, and what the clock asks for. Three-line wrappers over actions."""

from training.jobs import Handlers, Tick

HANDLERS: Handlers = {}
CLOCK: tuple[Tick, ...] = ()
