using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The columns of a view or a row. Of columns with one name the last is found by it; those before it are hidden.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] columns;
    private readonly Dictionary<string, int> indexByName = [];

    private DataViewSchema(IReadOnlyList<DetachedColumn> detached)
    {
        for (int i = 0; i < detached.Count; i++)
        {
            indexByName[detached[i].Name] = i;
        }

        columns = [.. detached.Select((column, i) => new Column(column.Name, i, indexByName[column.Name] != i, column.Type, column.Annotations))];
    }

    public int Count => columns.Length;

    public Column this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");
        }
    }

    public Column this[int columnIndex] =>
        columnIndex >= 0 && columnIndex < Count ? columns[columnIndex] : throw new ArgumentOutOfRangeException(nameof(columnIndex));

    public Column? GetColumnOrNull(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return indexByName.TryGetValue(name, out int index) ? columns[index] : null;
    }

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{Count} columns";

    public struct Column
    {
        internal Column(string name, int index, bool isHidden, DataViewType type, Annotations annotations)
        {
            Name = name;
            Index = index;
            IsHidden = isHidden;
            Type = type;
            Annotations = annotations;
        }

        public string Name { get; }

        public int Index { get; }

        public bool IsHidden { get; }

        public DataViewType Type { get; }

        public Annotations Annotations { get; }

        public override string ToString() =>
            Annotations.Schema.Count == 0 ? $"{Name}: {Type}" : $"{Name}: {Type} {{{string.Join(", ", Annotations.Schema.Select(column => column.Name))}}}";
    }

    public struct DetachedColumn
    {
        public DetachedColumn(string name, DataViewType type, Annotations annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(type);
            Name = name;
            Type = type;
            Annotations = annotations ?? Annotations.Empty;
        }

        public DetachedColumn(Column column)
            : this(column.Name, column.Type, column.Annotations)
        {
        }

        public string Name { get; }

        public DataViewType Type { get; }

        public Annotations Annotations { get; }
    }

    public sealed class Builder
    {
        private readonly List<DetachedColumn> items = [];

        public void AddColumn(string name, DataViewType type, Annotations annotations = null) => items.Add(new DetachedColumn(name, type, annotations));

        public void AddColumns(IEnumerable<DetachedColumn> source) => items.AddRange(source);

        public void AddColumns(DataViewSchema source) => items.AddRange(source.Select(column => new DetachedColumn(column)));

        public DataViewSchema ToSchema() => new(items);
    }
}
