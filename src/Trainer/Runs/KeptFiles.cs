using System.Globalization;

namespace CharRnn.Trainer;

/// <summary>The folder of the weights that a run keeps: step-NUMBER.safetensors. Other files in it are left alone.</summary>
internal static class KeptFiles
{
    private const string Start = "step-";
    private const string End = ".safetensors";

    /// <summary>Finds the kept weights, in ascending order of steps.</summary>
    public static IReadOnlyList<KeptWeights> Find(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, Start + "*" + End)
            .Select(path => (Step: StepOf(Path.GetFileName(path)), Path: path)).Where(file => file.Step is not null)
            .Select(file => new KeptWeights(file.Step!.Value, file.Path)).OrderBy(kept => kept.Step)];

    /// <summary>Writes weights, and drops one of the kept ones if there are too many.</summary>
    /// <exception cref="CharRnnException">A file cannot be written or deleted.</exception>
    public static void Keep(string folder, WeightsFile weights, long step, int most) => Change(folder, () =>
    {
        Directory.CreateDirectory(folder);
        weights.Save(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Start}{step:D8}{End}")));
        List<KeptWeights> kept = [.. Find(folder)];
        while (kept.Count > most)
        {
            int superfluous = FindSuperfluous([.. kept.Select(file => file.Step)]);
            File.Delete(kept[superfluous].Path);
            kept.RemoveAt(superfluous);
        }
    });

    /// <summary>Deletes the weights of later steps, and what killed processes were writing.</summary>
    /// <exception cref="CharRnnException">A file cannot be deleted.</exception>
    public static void DropAfter(string folder, long step) => Change(folder, () =>
    {
        DeleteLeftovers(folder);
        foreach (KeptWeights kept in Find(folder).Where(kept => kept.Step > step))
        {
            File.Delete(kept.Path);
        }
    });

    /// <summary>Deletes all kept weights, and the folder if nothing else is in it.</summary>
    public static void Delete(string folder)
    {
        DeleteLeftovers(folder);
        foreach (KeptWeights kept in Find(folder))
        {
            File.Delete(kept.Path);
        }

        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>
    /// Returns which of some steps in ascending order to drop, so that the rest is spread evenly: between the two neighbours that are closest. The
    /// first and the last stay. The one before the last is dropped only if its neighbours are closer by a fifth; otherwise, of three, the second would stay for ever.
    /// </summary>
    internal static int FindSuperfluous(IReadOnlyList<long> steps) =>
        steps.Count < 3 ? 0 : Enumerable.Range(1, steps.Count - 2).MinBy(i => (steps[i + 1] - steps[i - 1]) * (i == steps.Count - 2 ? 5 : 4));

    // A training that is resumed need not come to the same step again.
    private static void DeleteLeftovers(string folder)
    {
        foreach (string left in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{Start}*{End}.*") : [])
        {
            AtomicFile.DeleteLeftovers(left[..(left.LastIndexOf(End, StringComparison.Ordinal) + End.Length)]);
        }
    }

    private static long? StepOf(string name) =>
        long.TryParse(name.AsSpan(Start.Length, name.Length - Start.Length - End.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : null;

    private static void Change(string folder, Action change)
    {
        try
        {
            change();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot write {folder}: {exception.Message}", exception);
        }
    }
}
