"""Staff screens: what they show as people read it, and changes that go through use cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError
from django.db.models import QuerySet, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelectWidget

from riz.errors import RizError
from riz.policies import allows, visible
from riz.queryset_filters import within

from .actors import actor_of_staff, organisations_of_riz
from .columns import Column, Page, is_presented
from .forms import stated_rows
from .names import ID
from .refusals import refusal_of, show_refusal
from .waiting import Narrowing


class Presenting:
    """Mixed into a screen or an inline: writes fields that nobody edits as people read them.

    Attributes:
        names: of fields that hold ids, or texts and JSON with ids in them, the kinds of things that they name.
        words: of booleans, what yes and no mean.
        zones: of instants that belong to a place, the path to its time zone; others are on the reader's clock.
        labels: what a field is called here, where its own name is not a person's word.
        currency: the path to the currency of amounts.
        technical: fields that only explain a fault; they are folded away with the ids.
    """

    names: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}
    words: ClassVar[Mapping[str, tuple[str, str]]] = {}
    zones: ClassVar[Mapping[str, str]] = {}
    labels: ClassVar[Mapping[str, str]] = {}
    currency: ClassVar[str] = "currency"
    technical: ClassVar[tuple[str, ...]] = ()
    opts: Any

    def column(self, name: Any, *, is_linked: bool = True) -> Any:
        """Return what writes a field for people; anything that is no field writes itself."""
        field = self._field(name)
        if field is None or not is_presented(self, field):
            return name
        made = self.__dict__.setdefault("_columns", {})
        return made.setdefault((name, is_linked), Column(self, field, is_linked=is_linked))

    def present(self, form: Any, *, is_read_only: bool, with_technical: bool) -> None:
        """Have a form of Django's admin, or its inline, show what nobody edits there as people read it."""
        shown = flatten_fieldsets(form.fieldsets)
        read_only = shown if is_read_only else list(form.readonly_fields)
        columns = {name: self.column(name) for name in read_only if not self._is_technical(name)}
        hidden = [name for name in read_only if name in shown and name not in columns]
        sections = [
            (title, {**options, "fields": _replaced(options["fields"], columns, hidden)})
            for title, options in form.fieldsets
        ]
        if with_technical:
            ids = [name for name in shown if name in self.names and name in read_only]
            key = self.opts.pk.name
            raw = list(dict.fromkeys([key, *ids, *hidden]))
            sections.append(("Technical", {"fields": raw, "classes": ["collapse"]}))
            read_only = [*read_only, key]
        form.fieldsets = [each for each in sections if each[1]["fields"]]
        form.readonly_fields = [*read_only, *columns.values()]

    def _is_technical(self, name: Any) -> bool:
        if name in self.names:
            return False
        field = self._field(name)
        is_key = field is not None and field.primary_key and not field.is_relation
        return is_key or name in self.technical or isinstance(field, UUIDField)

    def _field(self, name: Any) -> Any:
        try:
            return self.opts.get_field(name)
        except FieldDoesNotExist:
            return None


class StaffAdmin(Presenting, ModelAdmin):  # type: ignore[misc]
    """A screen of things as staff read them; each of its actions stands on the page of a thing too.

    Attributes:
        known_as: the kind of thing by which other screens ask for names here; none asks where it is empty.
        waiting: by their words, what the list is narrowed to where something waits for somebody.
    """

    known_as: ClassVar[str] = ""
    waiting: ClassVar[Mapping[str, Narrowing]] = {}
    show_full_result_count = False
    change_form_outer_before_template = "operations/page_actions.html"

    def names_of(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return how the things of these ids are called, in one query."""
        return {row.pk: str(row) for row in self.model._default_manager.filter(pk__in=ids)}  # noqa: SLF001 - Django's documented API

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """Write each column as people read it; the first leads to the page of its row and nowhere else."""
        first, *others = super().get_list_display(request)
        return [self.column(first, is_linked=False), *map(self.column, others)]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Ask for the names on the page of a list, all at once."""
        listed = super().get_changelist_instance(request)
        listed.result_list = list(listed.result_list)
        columns = [each.field.name for each in listed.list_display if isinstance(each, Column)]
        Page(
            request, [(self, listed.result_list, [name for name in columns if name in self.names])]
        )
        return listed

    def render_change_form(  # noqa: PLR0917 - Django's signature
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        change: bool = False,  # noqa: FBT001, FBT002
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        """Show a page as people read it: ids folded away, actions at hand, no Save where nothing can be saved."""
        form, inlines = context["adminform"], context["inline_admin_formsets"]
        presenting = [each for each in inlines if isinstance(each.opts, Presenting)]
        rows = [
            (each.opts, [one.instance for one in each.formset.forms], each.opts.names)
            for each in presenting
        ]
        page = Page(request, [(self, [form.form.instance], self.names), *rows])
        self.present(form, is_read_only=not form.form.fields, with_technical=obj is not None)
        for inline, (screen, shown, _) in zip(presenting, rows, strict=True):
            screen.present(
                inline, is_read_only=not inline.has_change_permission, with_technical=False
            )
            for row in shown:
                row.get_inline_title = _heading(screen, row, page)
        if obj is not None:
            context |= {
                "original": Headed(obj, _heading(self, obj, page)),
                **self._actions_of(request),
            }
        if not form.form.fields and not any(
            each.has_add_permission or each.has_change_permission for each in inlines
        ):
            context |= dict.fromkeys(
                ("show_save", "show_save_and_continue", "show_save_and_add_another"), False
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Return to the page of the thing where the action was chosen there."""
        answer: HttpResponse | None = super().response_action(request, queryset)
        if "on_page" not in request.POST or not isinstance(answer, HttpResponseRedirect):
            return answer
        key = request.POST["_selected_action"]
        if self.get_object(request, key) is None:
            return answer
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(address, args=[key]))

    def apply_to_each(
        self, request: HttpRequest, rows: QuerySet[Any], change: Callable[[Any], object], done: str
    ) -> None:
        """Apply a use case to each chosen row, and tell how many it took."""
        count = 0
        for row in rows:
            try:
                change(row)
            except (RizError, IntegrityError) as error:
                show_refusal(request, refusal_of(error))
            else:
                self.log_change(request, row, done)
                count += 1
        if count:
            messages.success(request, f"{done}: {count}.")

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Have the log of what staff did name the thing without its id."""
        return super().log_addition(request, Headed(obj, _name_of(obj)), message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Have the log name the thing without its id."""
        return super().log_change(request, Headed(obj, _name_of(obj)), message)

    def _actions_of(self, request: HttpRequest) -> dict[str, Any]:
        actions = self.get_actions(request).items()
        return {
            "page_actions": [
                (name, name) for name, (_, _, name) in actions if name != "delete_selected"
            ],
            "page_action_form": self.action_form(auto_id=None),
        }


class StaffInline(Presenting, TabularInline):  # type: ignore[misc]
    """Rows that belong to a thing, on its page."""

    extra = 0


class Headed:
    """A row under the heading of its page, for templates; for all else it is the row."""

    def __init__(self, row: Any, heading: str) -> None:
        self._row = row
        self._heading = heading

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)

    def __str__(self) -> str:
        return self._heading


def _heading(screen: Presenting, row: Any, page: Page) -> str:
    """Return what a row is called: by whoever names its id, or by itself, without ids."""
    if screen.opts.pk.name in screen.names:
        return str(page.names.link(row.pk, is_linked=False))
    return _name_of(row)


def _name_of(row: Any) -> str:
    """Return what a row is called by itself, or what kind of thing it is where it only knows ids."""
    name = str(row)
    return str(row._meta.verbose_name) if ID.search(name) else name  # noqa: SLF001 - Django's documented Meta API


def _replaced(fields: Any, columns: dict[Any, Any], hidden: Sequence[Any]) -> list[Any]:
    """Put columns in the place of fields, which may stand side by side, and leave the hidden ones out."""
    lines = [
        [columns.get(name, name) for name in flatten([line]) if name not in hidden]
        for line in fields
    ]
    return [line if len(line) > 1 else line[0] for line in lines if line]


class RefusalAwareAdmin(StaffAdmin):
    """A screen whose changes may be refused: staff read why, and the transaction is rolled back by then."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Tell staff of a refusal instead of failing."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (RizError, IntegrityError) as error:
            show_refusal(request, refusal_of(error))
            return HttpResponseRedirect(request.get_full_path())


class UseCaseAdmin(RefusalAwareAdmin):
    """A screen of things that are changed by use cases alone; a subclass says which in `store`.

    Attributes:
        create_action, change_action: the actions whose policies say who may add a thing and change one.
    """

    create_action: ClassVar[str]
    change_action: ClassVar[str]

    def store(
        self, request: HttpRequest, form: Any, inlines: dict[str, list[dict[str, Any]]]
    ) -> UUID:
        """Write what form and inlines state, and return the id of the thing; inlines go by their relation's name."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Wait for the inlines: `save_related` stores all at once."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Hand everything that was stated to the use case."""
        del change
        for formset in formsets:
            formset.save(commit=False)  # only so that Django's log can say what was touched
        inlines = {formset.get_default_prefix(): stated_rows(formset) for formset in formsets}
        form.instance.pk = self.store(request, form, inlines)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the member of staff may add something at all."""
        if not super().has_add_permission(request):
            return False
        return not visible(actor_of_staff(request), self.create_action).nothing

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the member of staff may change this thing, or any."""
        if not super().has_change_permission(request, obj):
            return False
        actor = actor_of_staff(request)
        if obj is None:
            return not visible(actor, self.change_action).nothing
        return allows(actor, self.change_action, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Others keep the id of whatever was once offered; it is withdrawn instead."""
        del request, obj
        return False


class MadeElsewhere:
    """Mixed into a screen or an inline whose rows come from use cases alone: nobody adds or deletes one there."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False


class ReadOnly(MadeElsewhere):
    """Mixed into a screen or an inline that only shows: nobody changes a row there either."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False


class RecordAdmin(MadeElsewhere, RefusalAwareAdmin):
    """A screen of rows that use cases alone write: nothing is edited in place, though actions may change a thing."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """Show every field and let none be written."""
        hidden = self.get_exclude(request, obj) or ()
        fields = [field.name for field in self.opts.fields if field.name not in hidden]
        return [*fields, *self.readonly_fields]


class RecordInline(ReadOnly, StaffInline):
    """Rows that belong to a thing and that use cases alone write."""

    fields: ClassVar[Sequence[str]]
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """Let nothing be written."""
        del request, obj
        return self.fields


class OrganisationAdmin(UseCaseAdmin):
    """A screen of things that belong to organisations: staff see what they may change, and nothing else."""

    organisation_field: ClassVar[str]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Keep what the member of staff may change; nothing is hidden from who manages everything."""
        rows: QuerySet[Any] = super().get_queryset(request)
        visibility = visible(actor_of_staff(request), self.change_action)
        return rows.filter(within(visibility, organisation=self.organisation_field, assets=("pk",)))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the organisations for which the member of staff may add things, and take no other."""
        if db_field.name != self.organisation_field:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        visibility = visible(actor_of_staff(request), self.create_action)
        offered = [
            (organisation_id, name)
            for organisation_id, name in organisations_of_riz()
            if visibility.everything or organisation_id in visibility.organisations
        ]
        return forms.TypedChoiceField(
            label="Organisation",
            choices=[("", "---------"), *offered],
            coerce=UUID,
            widget=UnfoldAdminSelectWidget(),
            error_messages={"invalid_choice": "There is no such organisation."},
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """A thing stays with its organisation."""
        del request
        return (*self.readonly_fields, self.organisation_field) if obj else self.readonly_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest the organisation that the member of staff works for, where there is just one."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        managed = visible(actor_of_staff(request), self.create_action).organisations
        if len(managed) == 1:
            initial[self.organisation_field] = next(iter(managed))
        return initial
