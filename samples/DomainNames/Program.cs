// Finds machine-made domain names, such as those that malware looks for its server by, and compares detectors of them.
//
//   ./fetch.sh                                         fetches real names into data/names.txt
//   dotnet run -c Release -- data/names.txt [COUNT]    learns COUNT of them (50,000), and judges others and machine-made ones
//
// The detector learns from ordinary names alone. Two of the others are told which names are made, and see the same kinds as in the test.
using System.Diagnostics;
using System.Globalization;
using CharRnn;
using CharRnn.MlNetExtensions;
using Microsoft.ML;

int count = 50_000;
if (args.Length is < 1 or > 2 || (args.Length > 1 && !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out count)))
{
    Console.Error.WriteLine("usage: DomainNames NAMES.txt [COUNT]");
    return 2;
}

try
{
    DomainNames names = DomainNames.Read(args[0], count);
    MLContext mlContext = new(seed: 1);
    IDataView ordinary = mlContext.Data.LoadFromEnumerable(names.Ordinary);
    IDataView labelled = mlContext.Data.LoadFromEnumerable(names.Labelled);
    IDataView test = mlContext.Data.LoadFromEnumerable(names.Test);

    Stopwatch watch = Stopwatch.StartNew();
    using UnlikelyTextTransformer detector = mlContext.AnomalyDetection.Trainers.CharRnn("Text").Fit(ordinary);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} names learnt in {watch.Elapsed.TotalSeconds:F0} seconds\n"));

    Comparison comparison = new(mlContext);
    Comparison.PrintHead();
    comparison.Print("CharRnn", detector.Transform(test));
    comparison.Print("n-gram model", mlContext.Data.LoadFromEnumerable(new NGramDetector(names.Ordinary).Judge(names.Test)));
    comparison.Print("CharRnn and FastTree *", Classifiers.OnCharRnn(mlContext, detector.Model).Fit(labelled).Transform(test));
    comparison.Print("n-grams and SDCA *", Classifiers.OnNGrams(mlContext).Fit(labelled).Transform(test));
    Console.WriteLine("* learns from labelled names");
    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException or FormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
