using System.Security.Cryptography;

namespace CharRnn.Inference;

/// <summary>The file of the encoder of a model that answers with two networks.</summary>
internal static class EncoderFile
{
    /// <summary>Reads the file beside a model: NAME.encoder.onnx beside NAME.onnx.</summary>
    /// <exception cref="InvalidModelException">There is none.</exception>
    public static byte[] Read(string modelPath)
    {
        string path = Path.ChangeExtension(modelPath, ".encoder.onnx");
        return Path.Exists(path) ? InputFile.Read(path, InputFile.MaximumLength)
            : throw new InvalidModelException($"{modelPath} needs its encoder, {path}, which does not exist; keep the two files that an export writes in one folder.");
    }

    /// <summary>Opens the encoder of a model.</summary>
    /// <param name="description">The model.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="source">Where the model comes from, for messages.</param>
    /// <param name="find">Returns the encoder's whole file by its SHA-256; null if there is no place to look.</param>
    /// <exception cref="InvalidModelException">There is none, or it is another one.</exception>
    public static CharRnnModel Load(ModelDescription description, CharRnnModelOptions options, string source, Func<string, byte[]>? find)
    {
        string sha256 = description.EncoderSha256 ?? throw new InvalidModelException($"{source} has a bad {ModelMetadata.DescriptionKey}: encoder_sha256 is missing.");
        byte[] file = find?.Invoke(sha256)
            ?? throw new InvalidModelException($"{source} needs its encoder, which is not given; load the model by its path, or give both files.");
        string found = Convert.ToHexStringLower(SHA256.HashData(file));
        if (found != sha256)
        {
            throw new InvalidModelException($"{source}'s encoder is not the one that was exported with it: its SHA-256 is {found}; must be {sha256}. Export both again.");
        }

        CharRnnModelOptions quiet = options.Copy();
        quiet.OnWarning = null; // the model has warned of the same
        CharRnnModel encoder = CharRnnModel.LoadOwn(file, quiet, $"{source}'s encoder");
        if (!Fits(encoder.Description, description))
        {
            encoder.Dispose();
            throw new InvalidModelException($"{source}'s encoder is another network; it must have its cell, layers, hidden size and vocabulary.");
        }

        return encoder;
    }

    private static bool Fits(ModelDescription encoder, ModelDescription decoder) =>
        (encoder.Task, encoder.Cell, encoder.Layers, encoder.HiddenSize, encoder.VocabularySize)
        == (ModelTask.Encode, decoder.Cell, decoder.Layers, decoder.HiddenSize, decoder.VocabularySize);
}
