"""Asks the program's window to close, as the cross in its corner does."""

from Xlib import X, display
from Xlib.protocol import event

screen = display.Display()
wanted, protocols = screen.intern_atom("WM_DELETE_WINDOW"), screen.intern_atom("WM_PROTOCOLS")


def below(window):
    for child in window.query_tree().children:
        yield child
        yield from below(child)


for window in below(screen.screen().root):
    if wanted in (window.get_wm_protocols() or []) and window.get_attributes().map_state == X.IsViewable:
        asks = event.ClientMessage(window=window, client_type=protocols, data=(32, [wanted, X.CurrentTime, 0, 0, 0]))
        window.send_event(asks)
screen.sync()
