"""Asks the program's window to close, as the cross in its corner does."""

from Xlib import X, display
from Xlib.error import BadWindow
from Xlib.protocol import event

screen = display.Display()
wanted, protocols = screen.intern_atom("WM_DELETE_WINDOW"), screen.intern_atom("WM_PROTOCOLS")


def ask(window):
    if wanted in (window.get_wm_protocols() or []) and window.get_attributes().map_state == X.IsViewable:
        window.send_event(event.ClientMessage(window=window, client_type=protocols, data=(32, [wanted, X.CurrentTime, 0, 0, 0])))


def each(window):
    try:
        ask(window)
        for child in window.query_tree().children:
            each(child)
    except BadWindow:
        pass  # One that is going anyway, of a program that has just ended.


each(screen.screen().root)
screen.sync()
