using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Fills the slots of a row's vector.</summary>
internal delegate void SlotFiller<TResult>(TResult result, Span<float> slots);

/// <summary>Makes vector columns whose slots have names.</summary>
internal static class SlotColumn
{
    public static ResultColumn<TResult> Of<TResult>(string name, string[] slotNames, SlotFiller<TResult> fill)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        ReadOnlyMemory<char>[] slots = [.. slotNames.Select(slot => slot.AsMemory())];
        annotations.Add(SchemaShapes.SlotNames, new VectorDataViewType(TextDataViewType.Instance, slots.Length), (ref VBuffer<ReadOnlyMemory<char>> names) => Fill(ref names, slots));
        return new ResultColumn<TResult>(
            new DataViewSchema.DetachedColumn(name, new VectorDataViewType(NumberDataViewType.Single, slots.Length), annotations.ToAnnotations()),
            current => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) =>
            {
                TResult result = current();
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, slots.Length);
                fill(result, editor.Values);
                value = editor.Commit();
            }));
    }

    public static void Fill<T>(ref VBuffer<T> destination, ReadOnlySpan<T> source)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, source.Length);
        source.CopyTo(editor.Values);
        destination = editor.Commit();
    }
}
