using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Values of a type that only runs know.</summary>
internal static class Boxes
{
    private static readonly MethodInfo Typed = typeof(Boxes).GetMethod(nameof(TypedGetter), BindingFlags.Static | BindingFlags.NonPublic);

    public static Func<object> Getter(DataViewRow row, DataViewSchema.Column column) =>
        (Func<object>)Typed.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column]);

    private static Func<object> TypedGetter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default; // a fresh one, so that a vector's arrays are not used again
            getter(ref value);
            return value;
        };
    }
}
