//! Reads a query as it was sent into conditions on known fields, or refuses it in the vendor's words.

use serde_json::{Map, Value};

use super::compare::{Operator, Wanted};
use super::page::PAGE_SIZE;
use crate::autotask::meta::{Entity, Kind};
use crate::autotask::quirks::{Quirks, UdfInIncludeFields, UnknownOperator};
use crate::autotask::record::UdfDefinition;
use crate::autotask::refusal::Refused;

/// Conditions joined by OR, elements of `in` lists counted, that one query may have.
const MAX_OR_CONDITIONS: usize = 500;

/// A query that makes sense for its entity.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) filter: Filter,
    pub(crate) page_size: usize,
    /// Positions of the fields to show; `None` for all.
    pub(crate) include: Option<Vec<usize>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Test { target: Target, operator: Operator, wanted: Wanted },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Field(usize),
    Udf(usize),
}

impl Query {
    /// Reads a query.
    pub(crate) fn read(
        body: &Value,
        entity: &Entity,
        udfs: &[UdfDefinition],
        quirks: &Quirks,
    ) -> Result<Self, Refused> {
        let body = body.as_object().ok_or_else(|| Refused::error("The query is not a JSON object."))?;
        let mut reader = Reader { entity, udfs, quirks, or_conditions: 0, udf_conditions: 0 };
        let items = member(body, "filter").and_then(Value::as_array).filter(|items| !items.is_empty());
        let items = items.ok_or_else(|| Refused::error("A query needs a filter with at least one condition."))?;
        let filter = Filter::All(reader.all(items, false)?);
        if reader.or_conditions > MAX_OR_CONDITIONS {
            return Err(Refused::error("Queries are limited to 500 or fewer 'OR' conditions"));
        }
        if reader.udf_conditions > 1 {
            return Err(Refused::error("Queries are limited to one user defined field."));
        }
        Ok(Self { filter, page_size: page_size(body)?, include: reader.include(body)? })
    }
}

/// A member by its name, whatever its case.
fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn page_size(body: &Map<String, Value>) -> Result<usize, Refused> {
    let Some(asked) = member(body, "MaxRecords").filter(|value| !value.is_null()) else { return Ok(PAGE_SIZE) };
    let asked = asked.as_u64().or_else(|| asked.as_str()?.trim().parse().ok());
    asked
        .and_then(|asked| usize::try_from(asked).ok())
        .filter(|asked| (1..=PAGE_SIZE).contains(asked))
        .ok_or_else(|| Refused::error("maxCountOfRecordsToReturn must be between 1 and 500"))
}

pub(super) fn unknown_field(name: &str, entity: &Entity) -> Refused {
    Refused::error(format!("Unable to find {name} in the {} Entity", entity.singular))
}

struct Reader<'a> {
    entity: &'a Entity,
    udfs: &'a [UdfDefinition],
    quirks: &'a Quirks,
    or_conditions: usize,
    udf_conditions: usize,
}

impl Reader<'_> {
    fn all(&mut self, items: &[Value], in_or: bool) -> Result<Vec<Filter>, Refused> {
        let mut filters = Vec::with_capacity(items.len());
        for item in items {
            filters.extend(self.one(item, in_or)?);
        }
        Ok(filters)
    }

    /// One condition or group; `None` for one that is dropped.
    fn one(&mut self, item: &Value, in_or: bool) -> Result<Option<Filter>, Refused> {
        let item = item.as_object().ok_or_else(|| Refused::error("A filter condition is not a JSON object."))?;
        let name = member(item, "op").and_then(Value::as_str).unwrap_or_default();
        let group = |reader: &mut Self, in_or| {
            let items = member(item, "items").and_then(Value::as_array).filter(|items| !items.is_empty());
            reader.all(items.ok_or_else(|| Refused::error("A group of conditions needs items."))?, in_or)
        };
        match name.to_ascii_lowercase().as_str() {
            "and" => return Ok(Some(Filter::All(group(self, in_or)?))),
            "or" => return Ok(Some(Filter::Any(group(self, true)?))),
            _ => {}
        }
        let Some(operator) = Operator::named(name) else {
            return match self.quirks.unknown_operator {
                UnknownOperator::Refused => Err(Refused::error(format!("The operator '{name}' is not supported."))),
                UnknownOperator::Ignored => Ok(None),
            };
        };
        let test = self.test(item, operator)?;
        if in_or || matches!(operator, Operator::In | Operator::NotIn) {
            self.or_conditions += wanted_count(&test);
        }
        Ok(Some(test))
    }

    fn test(&mut self, item: &Map<String, Value>, operator: Operator) -> Result<Filter, Refused> {
        let name = member(item, "field").and_then(Value::as_str).unwrap_or_default();
        let is_udf = member(item, "udf").is_some_and(|flag| flag.as_bool() == Some(true) || flag == "true");
        let (target, kind) = if is_udf { self.udf(name)? } else { self.field(name)? };
        let value = member(item, "value").unwrap_or(&Value::Null);
        let wanted = Wanted::read(kind, operator, value).map_err(|wrong| mismatch(&wrong, kind))?;
        Ok(Filter::Test { target, operator, wanted })
    }

    fn field(&self, name: &str) -> Result<(Target, Kind), Refused> {
        let at = self.entity.position(name).ok_or_else(|| unknown_field(name, self.entity))?;
        let field = &self.entity.fields[at];
        if field.not_queryable {
            let entity = &self.entity.singular;
            return Err(Refused::error(format!("The field {name} of the {entity} Entity cannot be queried.")));
        }
        Ok((Target::Field(at), field.kind))
    }

    fn udf(&mut self, name: &str) -> Result<(Target, Kind), Refused> {
        self.udf_conditions += 1;
        let at = self.udfs.iter().position(|udf| udf.name.eq_ignore_ascii_case(name));
        at.map(|at| (Target::Udf(at), Kind::String)).ok_or_else(|| unknown_field(name, self.entity))
    }

    fn include(&self, body: &Map<String, Value>) -> Result<Option<Vec<usize>>, Refused> {
        let Some(Value::Array(names)) = member(body, "IncludeFields") else { return Ok(None) };
        let mut positions = Vec::with_capacity(names.len());
        for name in names.iter().filter_map(Value::as_str) {
            match self.entity.position(name) {
                Some(at) => positions.push(at),
                None if self.udf_may_be_included(name) => {}
                None => return Err(unknown_field(name, self.entity)),
            }
        }
        positions.sort_unstable();
        positions.dedup();
        Ok((!positions.is_empty()).then_some(positions))
    }

    fn udf_may_be_included(&self, name: &str) -> bool {
        self.quirks.udf_in_include_fields == UdfInIncludeFields::Taken
            && self.udfs.iter().any(|udf| udf.name.eq_ignore_ascii_case(name))
    }
}

fn wanted_count(test: &Filter) -> usize {
    match test {
        Filter::Test { wanted: Wanted::Many(values), .. } => values.len(),
        _ => 1,
    }
}

fn mismatch(wrong: &Value, kind: Kind) -> Refused {
    let sql_type = match kind {
        Kind::Integer | Kind::Long | Kind::Short => "int",
        Kind::Double | Kind::Decimal => "float",
        Kind::Boolean => "bit",
        Kind::DateTime => "datetime",
        Kind::String => "nvarchar",
    };
    let shown = wrong.as_str().map_or_else(|| wrong.to_string(), str::to_owned);
    Refused::error(format!("Conversion failed when converting the varchar value '{shown}' to data type {sql_type}."))
}
