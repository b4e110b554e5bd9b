"""What a client may ask of the server. What clients must know of it stands in the welcome message (wire.py: Limits)."""

from typing import Final

FRAME_BYTES: Final = 1_000_000
"""Bytes of one JPEG. A 1280x720 camera frame of good quality has 150,000; more is a mistake or an attack."""

FRAME_PIXELS: Final = 4096 * 4096
"""Pixels of one frame, read from its header. Bounds what decoding costs a worker: 50 MB and about 0.2 s."""

FRAMES_A_SECOND: Final = 120
"""Frames a second of one client. Browsers' cameras give 30 or 60, the fastest webcams 120; and where others wait, fair
turns matter, not this."""

FRAME_BURST: Final = 8
"""Frames that may come at once after a pause, so that a stutter of the network costs a client nothing."""

LOG_LINES_A_SECOND: Final = 0.1
"""Lines a second that one client's messages may put into the log: a change of the model now and then is logged, a
thousand a second fill no disk."""

LOG_BURST: Final = 20
"""Such lines that may come at once, as when somebody tries all models and sliders."""

FRAME_PIXEL_SCANS: Final = 4 * FRAME_PIXELS
"""Pixels × scans of one frame. The decoder passes over the whole frame for each scan of a progressive JPEG; cameras'
encoders write one to three scans, programs for pictures about ten."""

BROKEN_WORKERS: Final = 1
"""Workers that may hang or crash with a client's frames at once. A machine that stalls may cost one; a second one
in a minute is the frames' fault."""

BROKEN_WORKERS_A_SECOND: Final = 1 / 60
"""And how many a second in the long run."""

FRAME_WAIT_S: Final = 1.0
"""Seconds after which a waiting frame is dropped: its pose would show where the person was, not where they are."""

MESSAGE_BYTES: Final = 16 * 2**20
"""Bytes of one message, whatever it holds. Far above FRAME_BYTES, so that a frame somewhat too large
gets its own `problem` instead of a closed connection."""

MESSAGES_A_REQUEST: Final = 100
"""Messages in one HTTP request of a client that cannot use WebSocket. The library's 16 closes the connection of a
page that catches up after a stall."""

MESSAGES_A_SECOND: Final = 400
"""Messages a second that are read of one connection, pings and whatever else included: the fastest camera's frames, their
acknowledgements and all sliders moved at once are half of it. A connection with more is ended."""

MESSAGE_BURST: Final = 400
"""Messages that may come at once after a pause."""

BYTES_A_SECOND: Final = 64 * 2**20
"""Bytes a second that are read of one connection: 60 frames of FRAME_BYTES."""

BYTE_BURST: Final = 2 * MESSAGE_BYTES
"""Bytes that may come at once after a pause, so that a single message of MESSAGE_BYTES passes."""

TEXT_CHARACTERS: Final = 16
"""Characters read of a text message. The wire format is binary; only Engine.IO's own messages are text, of six characters at
most. The library reads text as JSON, which takes time for a long one and, for 1000 brackets, the stack."""

UNREAD_ANSWERS: Final = 500
"""Answers that may wait for a client to read them. One with more does not listen and is disconnected, since its
answers would fill the memory; a client that listens has a handful."""

PENDING_CONNECTIONS: Final = 1000
"""Connections that are open without a client; a page connects within a second. Far more than a class that opens the page
at once, and few enough for a thread each."""

VIEWER_BYTES: Final = 2 * 2**20
"""Bytes that may wait for one viewer. Only the newest pose and picture wait, so that more is something gone wrong."""

VIEWER_STALL_S: Final = 9.0
"""Seconds in which a viewer must take something of what waits for it. Longer than a phone's change of networks
mostly takes, and shorter than the pings' limit of 11 s, which would end the connection without saying why."""

ROOM_MEMBERS: Final = 100
"""Clients in one room besides its owner. With 30 poses a second each, these take about a quarter of the web process's core."""

AWAY_S: Final = 120.0
"""Seconds that a place in a room is kept for one whose connection was lost: a phone in a lift, a page reloaded."""

PEOPLE: Final = 8
"""People looked for in one frame. Each costs a run of the landmark network."""

NAME_CHARACTERS: Final = 100
"""Characters of the name that a camera may give itself."""

TOKEN_CHARACTERS: Final = 100
"""Characters of a room's name, a token or a resume token as a client sends it; ours have 22, or twice that."""

LARGEST_NUMBER: Final = 2**53 - 1
"""The largest integer that a browser counts to without loss; seq and t end there."""
