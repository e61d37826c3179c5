"""Screens of things: lists, pages and actions, and changes that go through use cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin, TabularInline

from riz import clock
from riz.errors import RizError
from riz.policies import allows, visible

from .actors import actor_of_staff
from .columns import Column, Page
from .forms import stated_rows
from .names import ids_called
from .presenting import Headed, Presenting
from .refusals import refusal_of, show_refusal
from .waiting import Narrowing, narrowings_of

# How the filters of a list write in its address, after a field's name, what they narrow it to.
_WAYS = ("", "__exact", "__id__exact", "__isnull", "__isempty", "__gte", "__lt", "_from", "_to")


class StaffAdmin(Presenting, ModelAdmin):  # type: ignore[misc]
    """A screen of things as staff read them; each of its actions stands on the page of a thing too.

    Attributes:
        known_as: the kind of thing by which other screens ask for names here; none asks where it is empty.
        is_called_by_others: `names_of` asks other screens; it isn't asked where anything at all may be named.
        found_by_name: of fields in `names`, how an id is written there, such as `order:{}`, one or several ways: searched
            by name, too.
        waiting: by their words, what the list is narrowed to where something waits for somebody.
        linked_by: what the list is narrowed to, besides, by links on other pages.
        when_empty: what staff read where the list has no rows at all.
    """

    known_as: ClassVar[str] = ""
    is_called_by_others: ClassVar[bool] = False
    found_by_name: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}
    waiting: ClassVar[Mapping[str, Narrowing]] = {}
    linked_by: ClassVar[tuple[str, ...]] = ()
    when_empty: ClassVar[str] = "There are none yet."
    show_full_result_count = False
    view_on_site = False
    change_form_outer_before_template = "operations/page_actions.html"

    def names_of(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return how the things of these ids are called, in one query."""
        return {row.pk: str(row) for row in self.model._default_manager.filter(pk__in=ids)}  # noqa: SLF001 - Django's documented API

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by the fields that the screen states, and by the names of things that others own."""
        found, repeats = super().get_search_results(request, queryset, search_term)
        for field, ways in self.found_by_name.items() if search_term.strip() else ():
            ids = ids_called(request, search_term, self.names[field])
            each_way = (ways,) if isinstance(ways, str) else ways
            written = [way.format(each) for way in each_way for each in ids]
            found |= queryset.filter(**{f"{field}__in": written})
        return found, repeats

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Narrow the list to what this screen states: an address that may name any column reads those that no page shows."""
        del value
        return lookup in self._stated_lookups(request)

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """Write each column as people read it; the first leads to the page of its row and nowhere else."""
        first, *others = super().get_list_display(request)
        return [self.column(first, is_linked=False), *map(self.column, others)]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Ask for the names on the page of a list, all at once."""
        listed = super().get_changelist_instance(request)
        listed.result_list = list(listed.result_list)
        if not (listed.query or listed.has_active_filters):
            listed.full_result_count = listed.result_count  # so that no "Show all" is offered
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
        self.present(
            form,
            is_read_only=not form.form.fields,
            is_new=obj is None,
            with_technical=obj is not None,
        )
        for inline in presenting:
            inline.opts.present(inline, is_read_only=not inline.has_change_permission)
        if obj is not None:
            context["original"] = Headed(obj, self._heading(obj, page))
            context |= self._actions_of(request, obj)
        if not form.form.fields and not any(
            each.has_add_permission or each.has_change_permission for each in inlines
        ):
            context |= dict.fromkeys(
                ("show_save", "show_save_and_continue", "show_save_and_add_another"), False
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Return to the page of the thing where the action was chosen there.

        Raises:
            BadRequest: something else than keys was chosen, which no page sends.
        """
        self._check_keys(request.POST.getlist(ACTION_CHECKBOX_NAME))
        answer: HttpResponse | None = super().response_action(request, queryset)
        if "on_page" not in request.POST or not isinstance(answer, HttpResponseRedirect):
            return answer
        key = request.POST[ACTION_CHECKBOX_NAME]
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
        return super().log_addition(request, Headed(obj), message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Have the log name the thing without its id."""
        return super().log_change(request, Headed(obj), message)

    def _check_keys(self, chosen: Iterable[str]) -> None:
        key: Any = self.opts.pk
        while key.remote_field:
            key = key.target_field
        try:
            for each in chosen:
                key.clean(each, None)
        except ValidationError as fault:
            raise BadRequest from fault

    def _stated_lookups(self, request: HttpRequest | None) -> Iterator[str]:
        yield from self.linked_by
        for narrowing in narrowings_of(self, clock.now()).values():
            yield from narrowing
        for stated in self.get_list_filter(request):
            if isinstance(stated, type):
                yield str(getattr(stated, "parameter_name", ""))
            else:
                path = stated if isinstance(stated, str) else stated[0]
                yield from (f"{path}{way}" for way in _WAYS)

    def _actions_of(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        actions = self.get_actions(request).items()
        return {
            "page_actions": [
                (name, says)
                for name, (act, _, says) in actions
                if name != "delete_selected" and getattr(act, "applies_to", bool)(obj)
            ],
            "page_action_form": self.action_form(auto_id=None),
        }

    def _heading(self, row: Any, page: Page) -> str:
        """Return what a row is called: by whoever names its id, by this screen, or by itself."""
        if self.opts.pk.name in self.names:
            return str(page.names.link(row.pk, is_linked=False))
        return self.names_of([row.pk]).get(row.pk, "") if self.known_as else ""


class StaffInline(Presenting, TabularInline):  # type: ignore[misc]
    """Rows that belong to a thing, on its page."""

    extra = 0
    hide_title = True


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

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Tell staff of a refusal instead of failing."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (RizError, IntegrityError) as error:
            show_refusal(request, refusal_of(error))
            return HttpResponseRedirect(request.get_full_path())

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out Django's own deletion of many, which tells nobody what was refused."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


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
