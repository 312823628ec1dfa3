using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The model bound to a schema.</summary>
internal sealed class OnnxMapper : RowMapper
{
    private readonly OnnxTransformer parent;

    public OnnxMapper(OnnxTransformer parent, DataViewSchema inputSchema)
        : base(inputSchema, parent.Outputs)
    {
        this.parent = parent;
        foreach (DataViewSchema.DetachedColumn input in parent.Inputs)
        {
            VectorDataViewType wanted = (VectorDataViewType)input.Type;
            DataViewSchema.Column column = inputSchema.GetColumnOrNull(input.Name) ?? throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name);
            if (column.Type is not VectorDataViewType vector || !wanted.ItemType.Equals(vector.ItemType))
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, wanted.ItemType.ToString(), column.Type.ToString());
            }

            if (vector.Size != wanted.Size)
            {
                throw new InvalidOperationException($"Input shape mismatch: Input '{input.Name}' has shape {string.Join(',', wanted.Dimensions)}, but input data is of length {vector.Size}.");
            }
        }
    }

    protected override IEnumerable<DataViewSchema.Column> Inputs => parent.Inputs.Select(column => InputSchema[column.Name]);

    protected override Delegate[] CreateGetters(DataViewRow input, IReadOnlySet<int> active)
    {
        Func<NamedOnnxValue>[] inputs = [.. parent.Inputs.Select(column => (Func<NamedOnnxValue>)Typed(nameof(InputValue), column, input, column))];
        string[] outputs = [.. active.Order().Select(index => parent.Outputs[index].Name)];
        IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = null;
        long served = -1;
        return [.. parent.Outputs.Select((column, i) => active.Contains(i) ? (Delegate)Typed(nameof(OutputGetter), column, (Func<string, NamedOnnxValue>)Result, column.Name) : null)];

        // One run a row, however many of its outputs are read.
        NamedOnnxValue Result(string name)
        {
            if (served != input.Position)
            {
                results?.Dispose();
                results = parent.Session.Run([.. inputs.Select(make => make())], outputs);
                served = input.Position;
            }

            return results.Single(result => result.Name == name);
        }
    }

    private static object Typed(string method, DataViewSchema.DetachedColumn column, params object[] arguments) => typeof(OnnxMapper)
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)
        .MakeGenericMethod(((VectorDataViewType)column.Type).ItemType.RawType)
        .Invoke(null, arguments);

    private static Func<NamedOnnxValue> InputValue<T>(DataViewRow input, DataViewSchema.DetachedColumn column)
    {
        ValueGetter<VBuffer<T>> getter = input.GetGetter<VBuffer<T>>(input.Schema[column.Name]);
        int[] shape = [.. ((VectorDataViewType)column.Type).Dimensions];
        VBuffer<T> value = default;
        VBuffer<T> dense = default;
        return () =>
        {
            getter(ref value);
            value.CopyToDense(ref dense);
            return NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<T>(dense.GetValues().ToArray(), shape));
        };
    }

    private static ValueGetter<VBuffer<T>> OutputGetter<T>(Func<string, NamedOnnxValue> result, string name) => (ref VBuffer<T> value) =>
    {
        DenseTensor<T> tensor = (DenseTensor<T>)result(name).AsTensor<T>();
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, (int)tensor.Length);
        tensor.Buffer.Span.CopyTo(editor.Values);
        value = editor.Commit();
    };
}
