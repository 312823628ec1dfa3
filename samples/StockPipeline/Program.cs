// Computes sentence likelihood with ML.NET's own transforms: dotnet run -- MODEL.onnx FILE
//
// A custom mapping turns each line into ids, ApplyOnnxModel runs the model, and another mapping adds up the likelihood of each next id.
// ApplyOnnxModel needs fixed shapes: all lines are padded or cut to one length, and each row is a run of its own. CharRnn.MlNetExtensions
// gives the same scores faster, for lines of any length; see ../LogLines.
using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

const int length = 128; // characters of a line
const double natsPerBit = 0.6931471805599453;
const double floor = 20 * natsPerBit; // the cost of a character that the vocabulary lacks

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: StockPipeline MODEL.onnx FILE");
    return 2;
}

ModelFile model = new(args[0]);
int[] stateShape = [model.Layers, 1, model.HiddenSize];
Dictionary<string, int[]> shapes = new() { ["input_ids"] = [1, length], ["logits"] = [1, length, model.VocabularySize] };
foreach (string state in model.States)
{
    shapes[state] = stateShape;
}

// The sizes depend on the model, so they cannot be attributes of the classes.
SchemaDefinition encoded = SchemaDefinition.Create(typeof(Encoded));
encoded["input_ids"].ColumnType = new VectorDataViewType(NumberDataViewType.Int64, shapes["input_ids"]);
encoded["h_in"].ColumnType = encoded["c_in"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, stateShape);

MLContext mlContext = new();
IDataView lines = mlContext.Data.LoadFromEnumerable(File.ReadLines(args[1]).Select(text => new Line { Text = text }));
EstimatorChain<CustomMappingTransformer<Logits, Scored>> pipeline = mlContext.Transforms.CustomMapping<Line, Encoded>(Encode, contractName: null, outputSchemaDefinition: encoded)
    .Append(mlContext.Transforms.ApplyOnnxModel(["logits"], ["input_ids", .. model.States], args[0], shapes, gpuDeviceId: null, fallbackToCpu: false))
    .Append(mlContext.Transforms.CustomMapping<Logits, Scored>(Score, contractName: null));
ITransformer transformer = pipeline.Fit(lines);
foreach (ScoredLine line in mlContext.Data.CreateEnumerable<ScoredLine>(transformer.Transform(lines), reuseRowObject: true))
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.BitsPerCharacter:F4}\t{line.LogLikelihood:F4}\t{line.Text}"));
}

return 0;

void Encode(Line line, Encoded result)
{
    result.Ids = new long[length];
    result.Hidden = new float[model.Layers * model.HiddenSize];
    result.Cell = new float[model.Layers * model.HiddenSize];
    result.Ids.AsSpan().Fill(model.StartId); // the padding follows all that is scored
    List<long> next = [];
    result.Characters = 0;
    foreach (Rune character in line.Text.EnumerateRunes().Take(length))
    {
        result.Characters++;
        if (model.Find(character) is { } id)
        {
            next.Add(id);
        }
    }

    result.Next = [.. next];
    next[..Math.Max(0, next.Count - 1)].CopyTo(result.Ids, 1); // each id is predicted from the one before it
}

void Score(Logits row, Scored result)
{
    double nats = (row.Characters - row.Next.Length) * floor;
    for (int position = 0; position < row.Next.Length; position++)
    {
        ReadOnlySpan<float> logits = row.Values.AsSpan(position * model.VocabularySize, model.VocabularySize);
        double sum = 0, max = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            max = Math.Max(max, logit);
        }

        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        nats += max + Math.Log(sum) - logits[(int)row.Next[position]];
    }

    result.LogLikelihood = (float)-nats;
    result.BitsPerCharacter = row.Characters == 0 ? float.NaN : (float)(nats / natsPerBit / row.Characters);
}

internal sealed class Line
{
    public string Text { get; set; } = "";
}

internal sealed class Encoded
{
    [ColumnName("input_ids")]
    public long[] Ids { get; set; } = []; // [1, length]

    [ColumnName("h_in")]
    public float[] Hidden { get; set; } = []; // [layers, 1, hidden]

    [ColumnName("c_in")]
    public float[] Cell { get; set; } = [];

    public long[] Next { get; set; } = []; // of the characters that the vocabulary has

    public float Characters { get; set; }
}

internal sealed class Logits
{
    [ColumnName("logits")]
    public float[] Values { get; set; } = []; // [1, length, vocabulary]

    public long[] Next { get; set; } = [];

    public float Characters { get; set; }
}

internal sealed class Scored
{
    public float LogLikelihood { get; set; }

    public float BitsPerCharacter { get; set; }
}

internal sealed class ScoredLine
{
    public string Text { get; set; } = "";

    public float LogLikelihood { get; set; }

    public float BitsPerCharacter { get; set; }
}
