"""The page of a bundle that says how it is checked without Boldface: coreutils, openssl, ssh-keygen, Go.

Each fenced block of `sh` runs as it stands in the folder of the bundle and ends unequal 0 when something is wrong.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.paper.exports.lines import Face

_HASHES: Final = r"""
hex() { od -An -v -tx1 | tr -d ' \n'; }
sha() { sha256sum | cut -d' ' -f1; }
bytes() { printf '%s' "$1" | tr a-f A-F | basenc --base16 -d; }
node() { { printf '\001'; bytes "$1$2"; } | sha; }
"""
_ROOT: Final = r"""
declare -A want=(); full=(); size=0
for note in $(ls checkpoint checkpoint.* 2>/dev/null); do
  at=$(sed -n 2p "$note"); says=$(sed -n 3p "$note" | base64 -d | hex)
  test "${want[$at]:-$says}" = "$says"; want[$at]=$says
done
fold() {
  local root=${full[-1]} n
  for (( n = ${#full[@]} - 2; n >= 0; n-- )); do root=$(node "${full[n]}" "$root"); done
  echo "$root"
}
while IFS= read -r line; do
  top=$({ printf '\000'; printf '%s' "$line"; } | sha); n=$size
  while (( n & 1 )); do top=$(node "${full[-1]}" "$top"); unset 'full[-1]'; n=$((n >> 1)); done
  full+=("$top"); size=$((size + 1))
  if test -n "${want[$size]:-}"; then
    test "$(fold)" = "${want[$size]}"; unset "want[$size]"; echo "$size entries: as the checkpoint says"
  fi
done < entries.jsonl
test ${#want[@]} = 0 || { echo "a checkpoint promises more entries than there are"; exit 1; }
root=$(fold)
echo "$size entries, root $root"
"""
_PROOF: Final = r"""
for proof in proofs/*.tlog-proof; do
  index=$(sed -n 's/^index //p' "$proof"); fn=$index
  size=$(sed '1,/^$/d' "$proof" | sed -n 2p); sn=$((size - 1))
  root=$(sed '1,/^$/d' "$proof" | sed -n 3p | base64 -d | hex)
  test "$(sed '1,/^$/d' "$proof")" = "$(cat checkpoint)"
  r=$({ printf '\000'; sed -n "$((index + 1))p" entries.jsonl | head -c -1; } | sha)
  for one in $(sed -n '/^index /,/^$/p' "$proof" | sed '1d;$d'); do
    p=$(printf %s "$one" | base64 -d | hex)
    if (( fn & 1 || fn == sn )); then
      r=$(node "$p" "$r")
      while (( fn && !(fn & 1) )); do fn=$((fn >> 1)); sn=$((sn >> 1)); done
    else r=$(node "$r" "$p"); fi
    fn=$((fn >> 1)); sn=$((sn >> 1))
  done
  test "$index" -lt "$size"; test "$sn" = 0; test "$r" = "$root"
  echo "entry $index is in the tree of $size"
done
"""
_SIGNED: Final = r"""
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
for note in $(ls checkpoint checkpoint.* 2>/dev/null); do
  origin=$(head -n 1 "$note"); good=0
  sed '/^$/,$d' "$note" > "$work/text"
  while IFS= read -r key; do
    { printf '302a300506032b6570032100' | tr a-f A-F | basenc --base16 -d
      printf %s "${key#*+*+}" | base64 -d | tail -c +2; } > "$work/key.der"
    while IFS= read -r line; do
      printf %s "${line##* }" | base64 -d | tail -c +5 > "$work/sig"
      openssl pkeyutl -verify -pubin -inkey "$work/key.der" -keyform DER -rawin \
        -in "$work/text" -sigfile "$work/sig" >/dev/null 2>&1 && good=1
    done < <(grep -F -- "— $origin " "$note")
  done < log.vkey
  test "$good" = 1
  echo "$note is signed by the key of log.vkey"
done
"""
_WITNESS: Final = r"""
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
sed '/^$/,$d' checkpoint > "$work/text"
grep '^witness ' policy | while read -r _ name key _; do
  { printf '302a300506032b6570032100' | tr a-f A-F | basenc --base16 -d
    printf %s "${key#*+*+}" | base64 -d | tail -c +2; } > "$work/key.der"
  line=$(grep -F -- "— ${key%%+*} " checkpoint | head -n 1)
  test -n "$line" || { echo "not witnessed by $name"; continue; }
  printf %s "${line##* }" | base64 -d > "$work/cos"
  at=$((16#$(head -c 12 "$work/cos" | tail -c 8 | od -An -v -tx1 | tr -d ' \n')))
  { printf 'cosignature/v1\ntime %d\n' "$at"; cat "$work/text"; } > "$work/said"
  tail -c 64 "$work/cos" > "$work/sig"
  openssl pkeyutl -verify -pubin -inkey "$work/key.der" -keyform DER -rawin \
    -in "$work/said" -sigfile "$work/sig"
  echo "witnessed by $name at $(date -u -d "@$at" +%FT%TZ)"
done
"""
_GO: Final = r"""
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func hash(text string) (h tlog.Hash) {
	copy(h[:], must(base64.StdEncoding.DecodeString(text)))
	return
}

func main() {
	key := strings.TrimSpace(strings.Split(string(must(os.ReadFile("log.vkey"))), "\n")[0])
	keys := note.VerifierList(must(note.NewVerifier(key)))
	head := must(note.Open(must(os.ReadFile("checkpoint")), keys))
	words := strings.Split(head.Text, "\n")
	var size int64
	fmt.Sscan(words[1], &size)
	var kept []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(at))
		for n, one := range at {
			found[n] = kept[one]
		}
		return found, nil
	})
	lines := bytes.Split(bytes.TrimSuffix(must(os.ReadFile("entries.jsonl")), []byte("\n")), []byte("\n"))
	for n, line := range lines[:size] {
		kept = append(kept, must(tlog.StoredHashes(int64(n), line, read))...)
	}
	if must(tlog.TreeHash(size, read)) != hash(words[2]) {
		log.Fatal("the entries are not those of the checkpoint")
	}
	fmt.Println("signed, and the root is that of", size, "entries")
}
"""


_NEEDED: Final = """
Needed: bash, GNU coreutils and sed; openssl 3 for signatures; ssh-keygen for sign-offs; Go if you
like. Run each block in this folder; one that ends without an error has passed. The keys in this
folder are those that came with it: compare them with the ones you were given another way, or they
prove nothing."""
_LEAVES: Final = """## 2. The entries give the root

A line of `entries.jsonl` is an entry; its leaf is SHA-256 of a zero byte and the line (RFC 6962
section 2.1). This takes a few seconds for each thousand entries.
"""
_NOT_SHOWN: Final = """## What this does not show

That an entry is true, that the clock was right, or that a sign-off that was only *asserted* (a name
said at a console) was that person's. Without a checkpoint from another place, a tail that was cut
off before the first checkpoint would not show."""


def check_page(
    face: Face,
    names: Sequence[str],
    signers: Mapping[int, str],
    auditors: Mapping[str, Mapping[int, str]],
    *,
    witnesses: bool,
) -> str:
    """The page for a bundle with these files.

    signers: namespace, time and name for each signed sign-off; auditors: the same of each review log, by its folder.
    witnesses: the policy names some.
    """
    what = "a DRILL, a simulation" if face.kind == "drill" else "a REAL RUN"
    sums = "sha256sum --check --strict --quiet SHA256SUMS\necho 'the files are as listed'"
    size = f"{face.entries} entries, tree root (RFC 6962)\n`{face.root}`"
    parts = [
        f"# Check this record without Boldface\n\nRun `{_words(face.run)}`, {what}: {size}.\n{_NEEDED}",
        f"## 1. The files are those that were written\n\n{_block(sums)}",
        f"{_LEAVES}\n{_block(_HASHES + _ROOT + _compare(face))}",
        *_signatures(names, witnesses=witnesses),
        *_signoffs(names, signers),
        *_reviews(names, auditors),
        _NOT_SHOWN,
    ]
    return "\n\n".join(parts) + "\n"


def _words(text: str) -> str:
    return "".join(one if one.isprintable() and one != "`" else "?" for one in text)


def _block(commands: str, kind: str = "sh") -> str:
    first = "set -eu -o pipefail\n" if kind == "sh" else ""
    return f"```{kind}\n{first}{commands.strip()}\n```"


def _compare(face: Face) -> str:
    return f"test $size = {face.entries}\ntest $root = {face.root}"


def _signatures(names: Sequence[str], *, witnesses: bool) -> Iterator[str]:
    if "checkpoint" not in names:
        yield "## 3. Signatures\n\nThis run has no checkpoint: nobody signed its root."
        return
    if "log.vkey" in names:
        yield (
            "## 3. The checkpoints are signed (openssl)\n\n`checkpoint` is a C2SP signed note; "
            "`log.vkey` is the key of the log.\n\n" + _block(_SIGNED)
        )
        yield "The same with Go (`golang.org/x/mod`), as `check.go`:\n\n" + _block(_GO, "go")
    else:
        yield "## 3. Signatures\n\nNo key of the log came with this bundle: get it, then check `checkpoint`."
    if witnesses:
        yield "## 4. What witnesses saw (openssl)\n\n" + _block(_WITNESS)
    if any(one.startswith("proofs/") for one in names):
        yield "## 5. Each sign-off is in the tree\n\n" + _block(_HASHES + _PROOF)


def _signoffs(names: Sequence[str], signers: Mapping[int, str]) -> Iterator[str]:
    if not signers:
        yield "## 6. Signed sign-offs\n\nNone: every sign-off of this run is only asserted."
        return
    if "allowed_signers" not in names:
        yield "## 6. Signed sign-offs\n\nNo `allowed_signers` came with this bundle: get it from the crew office."
        return
    yield "## 6. Signed sign-offs (ssh-keygen)\n\n" + _block("\n".join(_keygen(signers, "")))


def _keygen(signers: Mapping[int, str], folder: str) -> Iterator[str]:
    for index, said in signers.items():
        namespace, at, person = said.split(" ", 2)
        when = f" -O verify-time={at}" if at != "-" else ""
        yield (
            f"ssh-keygen -Y verify{when} -f allowed_signers -I {shlex.quote(person)}"
            f" -n {shlex.quote(namespace)}"
            f" -s {folder}signoffs/{index}.sig < {folder}signoffs/{index}.statement"
        )


def _reviews(names: Sequence[str], auditors: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    """Each review log lies beside the run with files of the same names, so the same commands check it."""
    if not auditors:
        yield "## 7. Reviews\n\nNone: nobody had reviewed this run when the bundle was made."
    for folder, signers in auditors.items():
        yield (
            f"## 7. Reviews in `{folder}`\n\nWhat auditors said of the run, in the same form.\n\n"
            + _block(f"cd {folder}\n{_HASHES}{_ROOT}")
        )
        if {f"{folder}log.vkey", f"{folder}checkpoint"} <= set(names):
            yield _block(f"cd {folder}\n{_SIGNED.strip()}")
        if signers and "allowed_signers" in names:
            yield _block("\n".join(_keygen(signers, folder)))
        elif signers:
            yield "Some are signed; no `allowed_signers` came with this bundle to check them against."
        else:
            yield "Its names are asserted: nobody put a key to a review."
