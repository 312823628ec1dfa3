using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Which members of a class are columns, and of which names and types.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => this.FirstOrDefault(column => column.ColumnName == columnName);
        set
        {
            int index = FindIndex(column => column.ColumnName == columnName);
            if (index < 0)
            {
                Add(value);
            }
            else
            {
                this[index] = value;
            }
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        SchemaDefinition definition = new();
        foreach (MemberInfo member in Members(userType, direction).Where(member => member.GetCustomAttribute<NoColumnAttribute>() is null))
        {
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (definition[name] is not null)
            {
                throw new InvalidOperationException($"Duplicate column name '{name}' detected, this is disallowed");
            }

            definition.Add(new Column(member.Name, TypeOf(member), name));
        }

        return definition;
    }

    private static IEnumerable<MemberInfo> Members(Type type, Direction direction) =>
    [
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance),
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && property.GetGetMethod() is not null) || (direction.HasFlag(Direction.Write) && property.GetSetMethod() is not null))),
    ];

    private static DataViewType TypeOf(MemberInfo member)
    {
        Type type = (member as FieldInfo)?.FieldType ?? ((PropertyInfo)member).PropertyType;
        Type item = type.IsArray ? type.GetElementType()
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GetGenericArguments()[0]
            : null;
        PrimitiveDataViewType primitive = Primitive(item ?? type)
            ?? throw new ArgumentOutOfRangeException(nameof(member), $"Could not determine an IDataView type for member {member.Name} of type {type}");
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            primitive = new KeyDataViewType(primitive.RawType, key.Count);
        }

        return item is null ? primitive : new VectorDataViewType(primitive, member.GetCustomAttribute<VectorTypeAttribute>()?.Dimensions ?? [0]);
    }

    private static PrimitiveDataViewType Primitive(Type type) =>
        type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
        : type == typeof(bool) ? BooleanDataViewType.Instance
        : type == typeof(DataViewRowId) ? RowIdDataViewType.Instance
        : NumberDataViewType.All.FirstOrDefault(number => number.RawType == type);

    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder annotations = new();

        internal Column(string memberName, DataViewType columnType, string columnName)
        {
            MemberName = memberName;
            ColumnType = columnType;
            ColumnName = columnName;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations => annotations.ToAnnotations();

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType) =>
            annotations.Add<T>(kind, annotationType, (ref T destination) => destination = value);
    }
}
