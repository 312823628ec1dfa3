using System.Globalization;

namespace CharRnn.Cli;

/// <summary>Shows on standard error how much of a corpus has been downloaded: one line that counts on a terminal, a few lines elsewhere.</summary>
internal sealed class CorpusProgress : IProgress<double>
{
    private readonly bool isLive = !Console.IsErrorRedirected;
    private int shown = -1; // per cent

    public void Report(double value)
    {
        int percent = (int)(value * 100);
        int step = isLive ? 1 : 25;
        if (percent < shown + step && !(percent == 100 && shown < 100))
        {
            return;
        }

        shown = percent;
        string text = string.Create(CultureInfo.InvariantCulture, $"downloading the corpus: {percent} %");
        Console.Error.Write(isLive && percent < 100 ? text + "\r" : text + Environment.NewLine);
    }
}
