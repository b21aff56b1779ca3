"""The frame of the pages: rules that every template keeps, and what each shared part shows."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from workflow.problems import Problem
from workflow.rehearsal import Rehearsal

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTS = [place for place in TEMPLATES if place.parent.name == "parts"]
CSS = "\n".join(place.read_text() for place in sorted((ROOT / "static/css").glob("*.css")))
TOKENS = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", CSS))
TODAY = date(2026, 11, 24)


def names(places: list[Path]) -> list[str]:
    return [place.relative_to(ROOT / "templates").as_posix() for place in places]


def without_comments(place: Path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", place.read_text(), flags=re.S)


def part(name: str, **context: Any) -> str:
    text = render_to_string(
        f"parts/{name}.html", {"today": TODAY, **context}, RequestFactory().get("/")
    )
    return re.sub(r"\s+", " ", text).strip()


class TestRulesOfTemplates:
    @pytest.mark.parametrize("place", TEMPLATES, ids=names(TEMPLATES))
    def test_no_page_brings_styles_scripts_or_addresses_of_its_own(self, place: Path) -> None:
        text = without_comments(place)
        assert not re.search(r"<style|\sstyle=|<script|\son[a-z]+=|javascript:", text)
        assert not re.search(r"https?://", text)

    @pytest.mark.parametrize("place", TEMPLATES, ids=names(TEMPLATES))
    def test_every_class_a_page_uses_is_one_the_style_sheets_know(self, place: Path) -> None:
        text = re.sub(r"{[{%].*?[%}]}", " ", without_comments(place))
        used = {word for value in re.findall(r'\sclass="([^"]*)"', text) for word in value.split()}
        whole = {word for word in used if not word.endswith("--")}
        assert {word for word in whole if f".{word}" not in CSS} == set()

    @pytest.mark.parametrize("place", PARTS, ids=names(PARTS))
    def test_every_part_says_first_which_context_it_takes(self, place: Path) -> None:
        assert re.match(r"{% comment %}.*?[Cc]ontext", place.read_text(), flags=re.S)


class TestRulesOfStyles:
    def test_every_value_that_is_used_has_a_name(self) -> None:
        assert set(re.findall(r"var\((--[\w-]+)\)", CSS)) - set(TOKENS) == set()

    @pytest.mark.parametrize(
        ("text", "ground"),
        [
            ("text", "surface-quiet"),
            ("text-quiet", "surface-quiet"),
            ("text-quiet", "color-primitive-blue-50"),
            ("text-quiet", "color-primitive-blue-100"),
            ("text-quiet", "color-primitive-red-50"),
            ("text", "color-primitive-yellow-100"),
            ("link", "color-primitive-blue-100"),
            ("link-visited", "color-primitive-blue-100"),
            ("color-semantic-error-2", "color-primitive-blue-100"),
            ("color-neutral-white", "action"),
            ("color-neutral-white", "color-semantic-error-2"),
            ("color-neutral-white", "color-primitive-purple-900"),
            ("color-neutral-white", "color-primitive-cyan-1000"),
            ("color-neutral-white", "color-primitive-green-900"),
            ("color-neutral-solid-gray-600", "color-neutral-solid-gray-100"),
            ("color-neutral-solid-gray-700", "color-neutral-solid-gray-100"),
            ("color-primitive-blue-1000", "color-primitive-blue-50"),
            ("color-primitive-yellow-1200", "color-primitive-yellow-50"),
            ("color-primitive-yellow-1200", "color-primitive-yellow-200"),
            ("color-primitive-green-1000", "color-primitive-green-50"),
            ("color-primitive-red-1100", "color-primitive-red-50"),
        ],
    )
    def test_text_stands_out_from_its_ground_by_four_and_a_half(
        self, text: str, ground: str
    ) -> None:
        assert contrast(text, ground) >= 4.5

    @pytest.mark.parametrize(
        "line",
        ["color-neutral-solid-gray-600", "color-neutral-solid-gray-420", "color-semantic-error-1"],
    )
    def test_the_edge_of_a_control_stands_out_by_three(self, line: str) -> None:
        assert contrast(line, "color-neutral-white") >= 3


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(name: str) -> float:
    value = TOKENS[f"--{name}"]
    while value.startswith("var("):
        value = TOKENS[value[4:-1]]
    channels = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestParts:
    def test_money_shows_a_negative_by_a_sign_and_not_by_colour_alone(self) -> None:
        assert "△1,234" in part("money", yen=-1234)
        assert "money--negative" in part("money", yen=-1234)
        assert 'href="/entry/1"' in part("money", yen=5, url="/entry/1")
        assert "円" not in part("money", yen=5, bare=True)
        assert "―" in part("money", yen=None)
        assert "money--negative" not in part("money", yen=None)

    def test_problems_list_every_reason_with_its_cure_and_lead_to_the_field(self) -> None:
        html = part(
            "problems",
            problems=[
                Problem("short", "500円足りません。", "額を減らしてください。"),
                Problem("paper", "調書がありません。", "添付してください。", field="paper"),
            ],
        )
        assert "500円足りません。" in html
        assert "額を減らしてください。" in html
        assert 'href="#id_paper"' in html

    def test_problems_show_nothing_when_there_is_none(self) -> None:
        assert part("problems", problems=[], form=Sample({"amount": "1", "sure": "on"})) == ""

    def test_problems_also_list_the_errors_of_the_form(self) -> None:
        assert 'href="#id_amount">交付決定額</a>' in part("problems", form=Sample({}))

    def test_a_field_ties_its_hint_and_its_error_to_the_control(self) -> None:
        html = part("field", field=Sample({})["amount"])
        assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
        assert 'id="id_amount_helptext"' in html
        assert 'id="id_amount_error"' in html
        assert '<label class="field__label" for="id_amount">' in html
        assert "必須" in html

    def test_a_checkbox_stands_before_its_words_and_choices_stand_under_a_legend(self) -> None:
        box = part("field", field=Sample({})["sure"])
        assert box.index("<input") < box.index("<label")
        choices = part("field", field=Sample({})["how"])
        assert "<legend" in choices
        assert "任意" in choices

    def test_history_tells_who_when_what_and_why(self) -> None:
        event = Row(
            title="交付決定",
            at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
            who="佐藤 一郎",
            role="部長",
            source="決裁中",
            target="交付決定",
            reason="相違なし",
            links=[Row(label="通知書", url="/paper/1")],
        )
        html = part("history", events=[event])
        for words in ("2026/11/24 10:00", "佐藤 一郎（部長）", "決裁中 → 交付決定", "相違なし"):
            assert words in html
        assert 'href="/paper/1"' in html

    def test_the_last_crumb_is_this_page_and_no_link(self) -> None:
        html = part("breadcrumbs", crumbs=[Row(label="案件", url="/g/"), Row(label="P26", url="")])
        assert '<a href="/g/">案件</a>' in html
        assert '<span aria-current="page">P26</span>' in html

    def test_a_pager_at_its_end_offers_only_the_way_back(self) -> None:
        html = part("pager", shown="51–60件 / 全60件", previous_url="?before=51", next_url="")
        assert "前へ" in html
        assert "次へ" not in html

    def test_a_state_shows_its_words_and_its_tone(self) -> None:
        assert '<span class="tag tag--stop">一時停止</span>' in part(
            "state_tag", state="SUSPENDED", label="一時停止"
        )

    def test_a_deadline_that_passed_says_so_in_words(self) -> None:
        assert "3日経過" in part("due", on=date(2026, 11, 21))
        assert "―" in part("due", on=None)

    def test_steps_are_told_apart_without_seeing_them(self) -> None:
        steps = [Row(label="申請", state="done"), Row(label="決定", state="current")]
        html = part("steps", steps=steps)
        assert "（済み）" in html
        assert 'aria-current="step"' in html

    def test_figures_say_as_of_when_they_stand(self) -> None:
        at = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
        html = part("as_of", at=at, number="J0001999", provisional=True)
        assert "令和8年11月24日" in html
        assert "10:00" in html
        assert "J0001999" in html
        assert "未締め" in html

    @pytest.mark.parametrize("name", ["banner", "empty", "checklist", "brand", "htmx"])
    def test_the_other_parts_can_be_drawn(self, name: str) -> None:
        assert part(
            name, title="題", text="文", tone="error", checks=[Row(text="項目", state="ok")]
        )


class TestConfirming:
    entry = Row(
        title="交付決定",
        effective_on=TODAY,
        lines=[Row(book="B", debit="B200 未交付決定残", credit="B300 交付決定残", yen=1_000_000)],
    )

    def test_shows_entry_paper_deadlines_and_addressees_before_the_click(self) -> None:
        rehearsal = Row(
            problems=(),
            duties=[
                Row(due_on=date(2026, 12, 24), title="取下げの期日", article="9条", rule="30日")
            ],
            notices=[Row(addressee="高橋 誠", title="通知書が出ました")],
        )
        html = part(
            "confirm_rehearsal",
            rehearsal=rehearsal,
            entries=[self.entry],
            papers=["交付決定通知書"],
            action_url="/decide",
            confirm_label="交付決定する",
            hidden={"key": "k-1"},
        )
        for words in (
            "B300 交付決定残",
            "1,000,000",
            "交付決定通知書",
            "2026/12/24",
            "高橋 誠",
        ):
            assert words in html
        assert '<input type="hidden" name="key" value="k-1">' in html
        assert "csrfmiddlewaretoken" in html
        assert "交付決定する</button>" in html

    def test_offers_no_click_when_the_rehearsal_was_refused(self) -> None:
        rehearsal = Rehearsal(problems=(Problem("short", "足りません。", "減らしてください。"),))
        html = part("confirm_rehearsal", rehearsal=rehearsal, confirm_label="交付決定する")
        assert "足りません。" in html
        assert "<button" not in html


class TestPages:
    @pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
    def test_an_error_page_needs_nothing_and_says_what_to_do(self, name: str) -> None:
        html = render_to_string(f"{name}.html")
        assert '<html lang="ja">' in html
        assert html.count("<h1>") == 1
        assert "<li>" in html

    def test_the_frame_can_be_drawn_for_nobody(self) -> None:
        html = render_to_string("base.html")
        assert 'href="#main"' in html
        assert "ログアウト" not in html

    def test_the_frame_names_the_readers_the_person_and_the_page(self) -> None:
        html = render_to_string(
            "base.html",
            {
                "audience": "auditor",
                "user": Row(is_authenticated=True, name="監査 太郎"),
                "logout_url": "/logout/",
                "nav_items": [Row(label="元帳", url="/auditor/ledger/", current=True, count=0)],
                "environment": "デモ環境",
                "today": TODAY,
            },
            RequestFactory().get("/"),
        )
        for words in ("監査 太郎", "ログアウト", "デモ環境", "令和8年11月24日"):
            assert words in html
        assert '<a href="/auditor/ledger/" aria-current="page">元帳</a>' in html

    def test_the_login_page_offers_the_people_of_the_demonstration(self) -> None:
        people = [Row(organisation="NEDO", people=[Row(id="7", name="山田 花子", roles="担当者")])]
        context = {"form": Sample(), "people": people, "people_url": "/demo/login/"}
        html = render_to_string("login.html", context, RequestFactory().get("/"))
        assert 'action="/demo/login/"' in html
        assert '<button name="person" value="7">' in html
        assert "デモの登場人物" not in render_to_string("login.html", {"form": Sample()})


class Sample(forms.Form):
    amount = forms.CharField(label="交付決定額", help_text="1円単位で入力してください。")
    how = forms.ChoiceField(
        label="方法", required=False, choices=[("a", "概算払")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="確かめました")
