"""Runs a command at a terminal of its own and answers its prompts: at_terminal.py PROMPT=ANSWER... -- COMMAND..."""

import os
import pty
import sys

end = sys.argv.index("--")
answers = [pair.split("=", 1) for pair in sys.argv[1:end]]
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
        os.write(terminal, (answers.pop(0)[1] + "\n").encode())
sys.stdout.flush()
status = os.waitpid(child, 0)[1]
sys.exit(os.waitstatus_to_exitcode(status) if not answers else 99)
