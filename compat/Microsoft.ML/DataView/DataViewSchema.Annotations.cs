using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>What is known of a column, as a row of values of its own.</summary>
    public sealed class Annotations
    {
        private readonly Delegate[] getters;

        private Annotations(DataViewSchema schema, Delegate[] getters)
        {
            for (int i = 0; i < getters.Length; i++)
            {
                Type expected = typeof(ValueGetter<>).MakeGenericType(schema[i].Type.RawType);
                if (getters[i].GetType() != expected)
                {
                    throw new ArgumentException($"The getter of '{schema[i].Name}' is a {getters[i].GetType()}; must be a {expected}.", nameof(getters));
                }
            }

            Schema = schema;
            this.getters = getters;
        }

        public static Annotations Empty { get; } = new(new DataViewSchema([]), []);

        public DataViewSchema Schema { get; }

        public ValueGetter<TValue> GetGetter<TValue>(Column column) =>
            getters[column.Index] as ValueGetter<TValue> ?? throw new InvalidOperationException($"Invalid call to '{nameof(GetGetter)}'");

        public void GetValue<TValue>(string kind, ref TValue value)
        {
            Column column = Schema.GetColumnOrNull(kind) ?? throw new InvalidOperationException($"Invalid call to '{nameof(GetValue)}'");
            GetGetter<TValue>(column)(ref value);
        }

        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));

        public sealed class Builder
        {
            private readonly DataViewSchema.Builder schema = new();
            private readonly List<Delegate> getters = [];

            public void Add(Annotations annotations, Func<string, bool> selector)
            {
                foreach (Column column in annotations?.Schema ?? Empty.Schema)
                {
                    if (selector(column.Name))
                    {
                        Add(column.Name, column.Type, annotations.getters[column.Index], column.Annotations);
                    }
                }
            }

            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations annotations = null) =>
                Add(name, type, (Delegate)getter, annotations);

            public void Add(string name, DataViewType type, Delegate getter, Annotations annotations = null)
            {
                ArgumentNullException.ThrowIfNull(getter);
                schema.AddColumn(name, type, annotations);
                getters.Add(getter);
            }

            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations annotations = null) =>
                Add<TValue>(name, type, (ref TValue destination) => destination = value, annotations);

            public Annotations ToAnnotations() => new(schema.ToSchema(), [.. getters]);
        }
    }
}
