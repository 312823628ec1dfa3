using System.CommandLine;
using System.Text;
using System.Text.Json;
using CharRnn.Export;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn inspect</c>: describes a model, a run or a weights file.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> Source = new("MODEL|RUN|WEIGHTS") { Description = "An .onnx file, a run folder or a .safetensors file", Validators = { NameValue.Check } };
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text for people, json for programs");

    private const int MaximumLength = 2000; // characters of a line

    public static Command Create()
    {
        Command command = new("inspect", "Show what a model is and how it was trained.") { Source, Format };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string source = parsed.GetRequiredValue(Source);
        string path = RunFolder.FindWeights(source);
        bool isOnnx = string.Equals(Path.GetExtension(path), ".onnx", StringComparison.OrdinalIgnoreCase);
        OnnxSummary? onnx = isOnnx ? OnnxSummary.Read(path) : null;
        ModelMetadata metadata = onnx?.Metadata ?? WeightsFile.Load(path).Metadata;
        if (Format.Read(parsed) == OutputFormat.Json)
        {
            WriteJson(path, metadata, onnx);
        }
        else
        {
            WriteText(path, metadata, onnx);
        }

        return ExitCode.Done;
    }

    private static void WriteJson(string path, ModelMetadata metadata, OnnxSummary? onnx)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("file", path);
            if (LengthOf(path) is { } length)
            {
                writer.WriteNumber("bytes", length);
            }

            writer.WriteNumber("parameters", Weights.CountParameters(metadata.Description));
            foreach ((string key, string document) in metadata.ToDocuments())
            {
                writer.WritePropertyName(key.Split('.')[1]);
                writer.WriteRawValue(document);
            }

            if (onnx is not null)
            {
                WriteTexts(writer, "inputs", onnx.Inputs);
                WriteTexts(writer, "outputs", onnx.Outputs);
                writer.WriteStartObject("operators");
                foreach ((string name, int count) in onnx.Operators)
                {
                    writer.WriteNumber(name, count);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    private static void WriteText(string path, ModelMetadata metadata, OnnxSummary? onnx)
    {
        ModelDescription description = metadata.Description;
        TrainingRecord training = metadata.Training;
        Vocabulary vocabulary = metadata.Vocabulary;
        string characters = vocabulary.Tokenization == Tokenization.Bytes
            ? "every byte of UTF-8"
            : vocabulary.Tokenization == Tokenization.Words
            ? string.Join(' ', vocabulary.Words.Take(40).Select(word => $"'{VisibleText.Line(word)}'")) + (vocabulary.Words.Count > 40 ? " ..." : "")
            : string.Concat(vocabulary.Characters.Take(200).Select(CharacterName.Shown)) + (vocabulary.Characters.Count > 200 ? " ..." : "");
        Print("file", LengthOf(path) is { } length ? $"{path}, {length:N0} bytes" : path);
        Print("purpose", ModelTasks.Purpose(description.Task));
        if (description.AnswerAfter is { } separator)
        {
            Print("answers", $"after \"{separator}\", the question is read {(description.ReverseQuestion ? "from its last character to its first" : "from its first character to its last")}{(description.Encoder ? " by a second network, the encoder" : "")}");
        }

        Print("network", $"{NetworkText.Of(description)}, {LowerCaseName.Of(description.Precision)}");
        Print("parameters", $"{Weights.CountParameters(description):N0}");
        Print("unit", $"{LowerCaseName.Of(description.Unit)}, start character {CharacterName.Of(description.Start)}");
        Print("vocabulary", $"{vocabulary.Size} tokens{(vocabulary.Tokenization == Tokenization.Words ? " (words, punctuation marks and white space)" : "")}{(vocabulary.UnknownId is null ? "" : $", the last for unknown {vocabulary.Piece}s")}: {characters}");
        if (metadata.Labels.Count > 0)
        {
            Print("labels", $"{metadata.Labels.Count}: {string.Join(' ', metadata.Labels.Take(200).Select(label => VisibleText.Line(label)))}{(metadata.Labels.Count > 200 ? " ..." : "")}");
        }

        Print("corpus", training.Corpus is null ? null : $"{training.Corpus}, {training.Characters:N0} characters, sha256 {training.CorpusSha256}");
        Print("trained", training.Steps is null ? null : $"{training.Steps:N0} steps, seed {training.Seed}, {training.Engine}");
        if (training.Method is { } method)
        {
            Print("method", method);
        }

        foreach (TrainingRecord earlier in training.EarlierTrainings ?? [])
        {
            Print("trained before", $"{earlier.Steps:N0} steps on {earlier.Corpus}, sha256 {earlier.CorpusSha256}");
        }

        string token = ModelTasks.CountedName(description.Task, vocabulary.TokenName);
        Print("train loss", training.TrainLossNats is not { } train ? null
            : description.GivesLabels ? $"{train:F4} nats per label"
            : $"{train:F4} nats, {train / Likelihood.NatsPerBit:F4} bits per {token}");
        Print("validation loss", training.ValidationLossNats is not { } validation ? null
            : description.GivesLabels ? $"{validation:F4} nats per label{(training.ValidationAccuracy is { } accuracy ? $", {100 * accuracy:F2} % of the labels right" : "")}"
            : $"{validation:F4} nats{(vocabulary.TokenName == "character" ? "" : $" per {token}")}, {training.ValidationBitsPerCharacter ?? (validation / Likelihood.NatsPerBit):F4} bits per {ModelTasks.CountedName(description.Task, "character")}{(training.ValidationPerplexityPerWord is { } perplexity ? $", perplexity {perplexity:F2} per word" : "")}");
        if (onnx is not null)
        {
            Print("inputs", string.Join(", ", onnx.Inputs));
            Print("outputs", string.Join(", ", onnx.Outputs));
            Print("operators", string.Join(", ", onnx.Operators.Select(operation => operation.Value == 1 ? operation.Key : $"{operation.Value} {operation.Key}")));
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    // Null for a pipe.
    private static long? LengthOf(string path)
    {
        FileInfo file = new(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        return file is { Exists: true, Length: > 0 } ? file.Length : null;
    }

    private static void Print(string name, string? value) => Console.Out.WriteLine($"{name,-16} {VisibleText.Line(value ?? "not known", MaximumLength)}");
}
