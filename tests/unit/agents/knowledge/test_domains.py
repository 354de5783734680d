"""Each domain is whole: its data alone makes a feasible dataset with rows in every table."""

from __future__ import annotations

from itertools import pairwise

import pytest

from agents.knowledge.base import knowledge
from agents.knowledge.entity import Domain
from agents.knowledge.word_forms import key_of
from assets.tables.engine import Engine
from assets.tables.feasibility import GLANCE_ROWS, problems
from tests.fixtures.naive_datasets import naive_dataset

ROWS = 200


def domains() -> list[str]:
    return list(knowledge().domains)


@pytest.fixture(params=domains())
def domain(request: pytest.FixtureRequest) -> Domain:
    return knowledge().domains[request.param]


def test_every_domain_has_eight_entities_or_more_and_five_to_eight_of_them_are_core(
    domain: Domain,
) -> None:
    assert len(domain.entities) >= 8
    assert 5 <= sum(entity.core for entity in domain.entities) <= 8
    assert domain.cues


def test_names_of_entities_tables_and_columns_are_unique(domain: Domain) -> None:
    for names in (
        [entity.name for entity in domain.entities],
        [entity.table for entity in domain.entities],
    ):
        assert len(set(names)) == len(names)
    for entity in domain.entities:
        names = [each.name for each in entity.columns]
        names += [each.column for each in entity.references]
        assert len(set(names)) == len(names), entity.name


def test_no_name_means_two_entities_of_a_domain(domain: Domain) -> None:
    meant = sorted(
        (key, entity.name)
        for entity in domain.entities
        for key in {key_of(name) for name in (entity.name, entity.table, *entity.synonyms)}
    )
    assert [(one, other) for one, other in pairwise(meant) if one[0] == other[0]] == []


def test_every_reference_leads_to_an_entity_with_a_key_of_one_column(domain: Domain) -> None:
    entities = {entity.name: entity for entity in domain.entities}
    for entity in domain.entities:
        assert sum(each.owner for each in entity.references) <= 1, entity.name
        for each in entity.references:
            assert len(entities[each.entity].primary_key) == 1, (entity.name, each.column)
            assert (each.count is not None) == each.owner, (entity.name, each.column)
            assert not each.null_rate or each.optional, (entity.name, each.column)


def test_core_entities_need_no_others_but_what_they_imply(domain: Domain) -> None:
    core = {entity.name for entity in domain.entities if entity.core}
    for entity in domain.entities:
        needed = {each.entity for each in entity.references if each.owner or each.implied}
        assert not entity.core or needed <= core, entity.name


def test_its_data_alone_makes_a_feasible_dataset_with_rows_in_every_table(domain: Domain) -> None:
    dataset = naive_dataset(domain)
    assert [str(each) for each in problems(dataset, sample_rows=GLANCE_ROWS)] == []
    engine = Engine(dataset)
    for table in dataset.tables:
        batch = engine.chunk(table.name, 0, min(ROWS, table.rows))
        assert batch.num_rows == min(ROWS, table.rows)
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            assert column.null_count < batch.num_rows, (table.name, name)
