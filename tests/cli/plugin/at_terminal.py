"""Runs a command at a terminal of its own and answers its prompts: at_terminal.py PROMPT=ANSWER... -- COMMAND...
PROMPT==ANSWER waits until the terminal shows nothing of what is typed."""

import os
import pty
import sys
import termios
import time

end = sys.argv.index("--")
answers = [pair.split("=", 1) for pair in sys.argv[1:end]]


def type_in(answer):
    if answer.startswith("="):
        answer = answer[1:]
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            time.sleep(0.01)
    os.write(terminal, (answer + "\n").encode())


child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[end + 1], sys.argv[end + 1 :])
seen = ""
raw = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    raw += piece
    sys.stdout.buffer.write(piece)
    text = raw.decode(errors="replace")
    if answers and answers[0][0] in text[len(seen) :]:
        seen = text
        type_in(answers.pop(0)[1])
sys.stdout.flush()
status = os.waitpid(child, 0)[1]
sys.exit(os.waitstatus_to_exitcode(status) if not answers else 99)
