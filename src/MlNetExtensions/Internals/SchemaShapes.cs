using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// Adds columns to a <see cref="SchemaShape"/>. Only ML.NET's own estimators can make them, so they are taken from a custom mapping that
/// makes columns of the same types.
/// </summary>
internal static class SchemaShapes
{
    // The annotations that ML.NET's own components look for.
    public const string SlotNames = "SlotNames";
    public const string ScoreColumnKind = "ScoreColumnKind";
    public const string ScoreValueKind = "ScoreValueKind";

    private static readonly Lazy<MLContext> Context = new(() => new MLContext());

    /// <summary>Returns a shape with more columns. A new column replaces an old one of the same name.</summary>
    public static SchemaShape Append(SchemaShape schema, IEnumerable<DataViewSchema.DetachedColumn> added)
    {
        OrderedDictionary<string, SchemaShape.Column> columns = [];
        foreach (SchemaShape.Column column in schema.Concat(added.Select(Borrow)))
        {
            columns[column.Name] = column;
        }

        return new SchemaShape(columns.Values);
    }

    private static SchemaShape.Column Borrow(DataViewSchema.DetachedColumn column) => column.Type switch
    {
        VectorDataViewType { ItemType: TextDataViewType } => Borrow<TextVectorRow>(column),
        VectorDataViewType => Borrow<VectorRow>(column),
        TextDataViewType => Borrow<TextRow>(column),
        BooleanDataViewType => Borrow<BooleanRow>(column),
        _ => Borrow<NumberRow>(column),
    };

    private static SchemaShape.Column Borrow<TRow>(DataViewSchema.DetachedColumn column)
        where TRow : class, new()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(TRow));
        definition[0].ColumnName = column.Name;
        definition[0].ColumnType = column.Type;
        if (column.Annotations.Schema.GetColumnOrNull(SlotNames) is { } slotNames)
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.Annotations.GetValue(SlotNames, ref names);
            definition[0].AddAnnotation(SlotNames, names, slotNames.Type);
        }

        foreach (string kind in (string[])[ScoreColumnKind, ScoreValueKind])
        {
            if (column.Annotations.Schema.GetColumnOrNull(kind) is { } text)
            {
                ReadOnlyMemory<char> value = default;
                column.Annotations.GetValue(kind, ref value);
                definition[0].AddAnnotation(kind, value, text.Type);
            }
        }

        return Context.Value.Transforms
            .CustomMapping<EmptyRow, TRow>((_, _) => { }, contractName: null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([]))
            .Single();
    }

    private sealed class EmptyRow;

    private sealed class NumberRow
    {
        public float Value { get; set; }
    }

    private sealed class BooleanRow
    {
        public bool Value { get; set; }
    }

    private sealed class TextRow
    {
        public string? Value { get; set; }
    }

    private sealed class TextVectorRow
    {
        public VBuffer<ReadOnlyMemory<char>> Value { get; set; }
    }

    private sealed class VectorRow
    {
        public VBuffer<float> Value { get; set; }
    }
}
