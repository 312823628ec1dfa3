using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>
/// All of a training on one page: its settings, its curve, its figures and what it wrote on the way from noise to words.
/// One HTML file without script or anything from outside.
/// </summary>
public static class RunReport
{
    /// <summary>Writes <c>report.html</c> into a run folder, out of its other files.</summary>
    /// <param name="runFolder">A run, also one that is still training: it may lack metrics and samples.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="CharRnnException">The folder is not a run, a file of it is damaged, or the page cannot be written.</exception>
    public static string Write(string runFolder)
    {
        RunFolder run = RunFolder.OpenUnfinished(runFolder);
        XmlFile.Write(run.ReportPath, ReportPage.Make(run.Name, run.ReadSettings(), run.ReadMetrics(), run.ReadSamples()));
        return run.ReportPath;
    }
}
