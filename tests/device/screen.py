"""Runs a command at a terminal of 80 columns and says what is on its screen whenever that changes, as a JSON list of lines.
It knows what indicatif writes: lines, carriage returns, moves up and down, erasing of a line."""

import codecs
import fcntl
import json
import os
import pty
import re
import struct
import sys
import termios
import unicodedata

COLUMNS = 80
ROWS = 60
child, terminal = pty.fork()
if child == 0:
    # Not before the size is set.
    sys.stdin.readline()
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
os.write(terminal, b"\n")

lines, row, column = [[]], 0, 0
decoder = codecs.getincrementaldecoder("utf-8")()
pending, last = "", None
sequence = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


def put(letter):
    global row, column
    wide = 2 if unicodedata.east_asian_width(letter) in "WF" else 1
    if column + wide > COLUMNS:
        newline()
        column = 0
    line = lines[row]
    line.extend([" "] * (column + wide - len(line)))
    line[column] = letter
    if wide == 2:
        line[column + 1] = ""
    column += wide


def newline():
    global row
    row += 1
    if row == len(lines):
        lines.append([])


def control(argument, final):
    global row, column
    number = int(argument) if argument.isdigit() else None
    if final == "A":
        row = max(0, row - (number or 1))
    elif final == "B":
        for _ in range(number or 1):
            newline()
    elif final == "G":
        column = (number or 1) - 1
    elif final == "K":
        lines[row] = [] if number == 2 else lines[row][:column]
    elif final == "J":
        del lines[row + 1 :]
        lines[row] = lines[row][:column]


def feed(text):
    global row, column
    while text:
        found = sequence.match(text)
        if found:
            control(*found.groups())
            text = text[found.end() :]
            continue
        letter, rest = text[0], text[1:]
        if letter == "\x1b" and len(text) < 12:
            return text
        if letter == "\r":
            column = 0
        elif letter == "\n":
            newline()
        elif letter >= " ":
            put(letter)
        text = rest
    return ""


while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    pending = feed(pending + decoder.decode(piece))
    screen = ["".join(line).rstrip() for line in lines]
    if screen != last:
        print(json.dumps(screen, ensure_ascii=False))
        last = screen
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
