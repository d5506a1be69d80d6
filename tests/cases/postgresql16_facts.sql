-- The built-in types, implicit casts, operators and functions (aggregates too) that expressions of DSQL can use, one per line.
-- A function or an operator is listed with all its overloads or not at all: what PostgreSQL resolves depends on all.
with
  storable (name) as (
    select unnest('{bool,int2,int4,int8,float4,float8,numeric,text,varchar,bpchar,date,time,timetz,timestamp,timestamptz,
      interval,uuid,bytea,json,jsonb,jsonpath,name,regclass,unknown,_text,_int4,any,anyelement,anyarray,anynonarray,
      anycompatible,anycompatiblearray}'::text[])
  ),
  functions as (
    select
      p.proname::text as name,
      array(select t.typname::text from unnest(p.proargtypes::oid[]) with ordinality a (type, n)
            join pg_type t on t.oid = a.type order by n) as arguments,
      r.typname::text as result,
      p.provariadic <> 0 as variadic,
      p.pronargdefaults as defaults
    from pg_proc p
    join pg_type r on r.oid = p.prorettype
    where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind in ('f', 'a', 'w') and not p.proretset
      and r.typname not in ('cstring', 'internal', 'trigger', 'event_trigger', 'void', 'language_handler')
      and not p.proargtypes::oid[] && array['cstring'::regtype, 'internal'::regtype]::oid[]
      and p.proname !~ '^(_pg_|pg_|has_|binary_upgrade|xml|lo_)'
      and (p.prokind <> 'f' or p.proname = 'starts_with' or coalesce(obj_description(p.oid, 'pg_proc'), '')
          !~ '^(implementation of|I/O|internal|less-equal-greater|hash|aggregate|statistics|larger of|smaller of)')
  ),
  lines (line) as (
    select 'type ' || typname || ' ' || typcategory::text || case when typispreferred then ' preferred' else '' end
    from pg_type where typnamespace = 'pg_catalog'::regnamespace and typtype in ('b', 'r', 'm') and typcategory <> 'A'
    union all
    select 'cast ' || s.typname || ' ' || t.typname
    from pg_cast c join pg_type s on s.oid = c.castsource join pg_type t on t.oid = c.casttarget
    where c.castcontext = 'i' and s.oid <> t.oid
    union all
    select 'operator ' || o.oprname || ' ' || coalesce(l.typname, '-') || ' ' || r.typname || ' ' || t.typname
    from pg_operator o left join pg_type l on l.oid = o.oprleft
    join pg_type r on r.oid = o.oprright join pg_type t on t.oid = o.oprresult
    union all
    select 'function ' || f.name || ' ' || coalesce(nullif(array_to_string(f.arguments, ','), ''), '-') || ' ' || f.result
      || case when f.variadic then ' variadic' else '' end
      || case when f.defaults > 0 then ' defaults=' || f.defaults else '' end
    from functions f
    where exists (select from functions o where o.name = f.name and o.arguments <@ array(select name from storable))
  )
select line from lines order by split_part(line, ' ', 1), line collate "C"
