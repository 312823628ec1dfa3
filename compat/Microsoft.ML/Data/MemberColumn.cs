using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A member of a class as a column: values one way and the other.</summary>
internal abstract class MemberColumn(SchemaDefinition.Column definition)
{
    public string Name { get; } = definition.ColumnName ?? definition.MemberName;

    public DataViewType Type { get; } = definition.ColumnType;

    public DataViewSchema.Annotations Annotations { get; } = definition.Annotations;

    public static MemberColumn[] Of(Type type, SchemaDefinition.Direction direction, SchemaDefinition definition) =>
        [.. (definition ?? SchemaDefinition.Create(type, direction)).Select(column => Of(type, column))];

    public static DataViewSchema Schema(IEnumerable<MemberColumn> columns)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumns(columns.Select(column => new DataViewSchema.DetachedColumn(column.Name, column.Type, column.Annotations)));
        return builder.ToSchema();
    }

    /// <summary>A getter of the member of whatever object there is at the time.</summary>
    public abstract Delegate Getter(Func<object> current);

    /// <summary>What copies a row's column into an object's member.</summary>
    public abstract Action<object> Filler(DataViewRow row, DataViewSchema.Column column);

    private static MemberColumn Of(Type owner, SchemaDefinition.Column definition)
    {
        MemberInfo member = owner.GetMember(definition.MemberName, MemberTypes.Field | MemberTypes.Property, BindingFlags.Public | BindingFlags.Instance).SingleOrDefault()
            ?? throw new ArgumentException($"No field or property with name '{definition.MemberName}' found in type '{owner.FullName}'");
        Type type = (member as FieldInfo)?.FieldType ?? ((PropertyInfo)member).PropertyType;
        Type column = type == typeof(string) ? typeof(TextColumn)
            : type == typeof(string[]) ? typeof(TextArrayColumn)
            : type.IsArray ? typeof(ArrayColumn<>).MakeGenericType(type.GetElementType())
            : type.IsGenericType ? typeof(VectorColumn<>).MakeGenericType(type.GetGenericArguments())
            : typeof(PlainColumn<>).MakeGenericType(type);
        return (MemberColumn)Activator.CreateInstance(column, member, definition);
    }

    /// <typeparam name="TMember">The member's own type.</typeparam>
    /// <typeparam name="TValue">The column's.</typeparam>
    private abstract class Converted<TMember, TValue>(MemberInfo member, SchemaDefinition.Column definition) : MemberColumn(definition)
    {
        private readonly Func<object, TMember> read = MakeRead(member);
        private readonly Action<object, TMember> write = MakeWrite(member);

        public override Delegate Getter(Func<object> current) => new ValueGetter<TValue>((ref TValue value) => ToValue(read(current()), ref value));

        public override Action<object> Filler(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
            TValue value = default;
            return target =>
            {
                getter(ref value);
                write(target, ToMember(ref value));
            };
        }

        protected abstract void ToValue(TMember member, ref TValue value);

        protected abstract TMember ToMember(ref TValue value);

        private static Func<object, TMember> MakeRead(MemberInfo member)
        {
            if (member is PropertyInfo { CanRead: false })
            {
                return null;
            }

            ParameterExpression target = Expression.Parameter(typeof(object));
            return Expression.Lambda<Func<object, TMember>>(Expression.MakeMemberAccess(Expression.Convert(target, member.DeclaringType), member), target).Compile();
        }

        private static Action<object, TMember> MakeWrite(MemberInfo member)
        {
            if (member is PropertyInfo { CanWrite: false })
            {
                return null;
            }

            ParameterExpression target = Expression.Parameter(typeof(object));
            ParameterExpression value = Expression.Parameter(typeof(TMember));
            Expression access = Expression.MakeMemberAccess(Expression.Convert(target, member.DeclaringType), member);
            return Expression.Lambda<Action<object, TMember>>(Expression.Assign(access, value), target, value).Compile();
        }
    }

    private sealed class PlainColumn<T>(MemberInfo member, SchemaDefinition.Column definition) : Converted<T, T>(member, definition)
    {
        protected override void ToValue(T member, ref T value) => value = member;

        protected override T ToMember(ref T value) => value;
    }

    private sealed class VectorColumn<T>(MemberInfo member, SchemaDefinition.Column definition) : Converted<VBuffer<T>, VBuffer<T>>(member, definition)
    {
        protected override void ToValue(VBuffer<T> member, ref VBuffer<T> value) => member.CopyTo(ref value);

        protected override VBuffer<T> ToMember(ref VBuffer<T> value)
        {
            VBuffer<T> member = value;
            value = default; // its arrays belong to the object from now on
            return member;
        }
    }

    private sealed class TextColumn(MemberInfo member, SchemaDefinition.Column definition) : Converted<string, ReadOnlyMemory<char>>(member, definition)
    {
        protected override void ToValue(string member, ref ReadOnlyMemory<char> value) => value = member.AsMemory();

        protected override string ToMember(ref ReadOnlyMemory<char> value) => value.ToString();
    }

    private sealed class ArrayColumn<T>(MemberInfo member, SchemaDefinition.Column definition) : Converted<T[], VBuffer<T>>(member, definition)
    {
        protected override void ToValue(T[] member, ref VBuffer<T> value)
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, member?.Length ?? 0);
            member.AsSpan().CopyTo(editor.Values);
            value = editor.Commit();
        }

        protected override T[] ToMember(ref VBuffer<T> value) => [.. value.DenseValues()];
    }

    private sealed class TextArrayColumn(MemberInfo member, SchemaDefinition.Column definition) : Converted<string[], VBuffer<ReadOnlyMemory<char>>>(member, definition)
    {
        protected override void ToValue(string[] member, ref VBuffer<ReadOnlyMemory<char>> value)
        {
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, member?.Length ?? 0);
            for (int i = 0; i < editor.Values.Length; i++)
            {
                editor.Values[i] = member[i].AsMemory();
            }

            value = editor.Commit();
        }

        protected override string[] ToMember(ref VBuffer<ReadOnlyMemory<char>> value) => [.. value.DenseValues().Select(text => text.ToString())];
    }
}
