"""The command palette: the keys of the present screen by their sentences; Textual's own commands left out.

The words are ours, from the keymap; nothing from a file or a person comes in here.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from tui import keymap

HIDDEN = {one.id for one in keymap.ARROWS}


class Commands(Provider):
    """Every allowed action that has a sentence."""

    def _found(self) -> Iterator[tuple[str, str, str]]:
        seen = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            named = binding.id and binding.id not in HIDDEN and binding.tooltip
            if enabled and named and binding.action not in seen:
                seen.add(binding.action)
                yield binding.description, binding.tooltip, binding.action

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for word, sentence, action in self._found():
            yield DiscoveryHit(word, self._runner(action), help=sentence)

    async def search(self, query: str) -> Hits:
        """Those that fit what was typed."""
        matcher = self.matcher(query)
        for word, sentence, action in self._found():
            score = max(matcher.match(word), matcher.match(sentence))
            if score > 0:
                yield Hit(score, matcher.highlight(word), self._runner(action), help=sentence)

    def _runner(self, action: str) -> IgnoreReturnCallbackType:
        async def run() -> None:
            await self.screen.run_action(action)

        return run
