using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>
/// The picture of a training: losses and learning rate over its steps. One SVG file without script or anything from
/// outside, readable on light and on dark pages.
/// </summary>
public static class TrainingCurve
{
    /// <summary>Writes <c>curve.svg</c> into a run folder, out of its <c>metrics.jsonl</c>.</summary>
    /// <param name="runFolder">A run, also one that is still training. Where it has no figures yet, the picture says so.</param>
    /// <returns>The path of the picture.</returns>
    /// <exception cref="CharRnnException">The folder is not a run, its metrics are damaged, or the picture cannot be written.</exception>
    public static string Write(string runFolder)
    {
        RunFolder run = RunFolder.OpenUnfinished(runFolder);
        XmlFile.Write(run.CurvePath, CurveDrawing.Draw(run.Name, run.ReadMetrics(), TokenName.Of(run.ReadSettings())));
        return run.CurvePath;
    }
}
