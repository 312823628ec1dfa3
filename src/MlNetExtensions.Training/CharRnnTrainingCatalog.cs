using System.Diagnostics.CodeAnalysis;
using CharRnn;
using CharRnn.MlNetExtensions.Internals;
using CharRnn.MlNetExtensions.Training;

namespace Microsoft.ML;

/// <summary>Extension methods that add CharRnn's trainer to ML.NET's catalog of anomaly detection.</summary>
[RequiresUnreferencedCode("ML.NET finds members by reflection, so an application that uses it cannot be trimmed.")]
[RequiresDynamicCode("ML.NET makes code at run time, so an application that uses it cannot be compiled ahead of time.")]
public static class CharRnnTrainingCatalog
{
    /// <summary>
    /// Learns what ordinary texts look like, character by character, and detects odd ones. The new columns are <c>Score</c>, a text's bits per
    /// character (the higher the odder), and <c>PredictedLabel</c>, whether it is above the threshold.
    /// </summary>
    /// <param name="catalog">The catalog of trainers for anomaly detection.</param>
    /// <param name="textColumnName">The name of a column of texts without line breaks. Nearly all of them should be ordinary.</param>
    /// <param name="options">The network, how to train it, and which texts are odd. Null means the defaults.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all.</exception>
    /// <exception cref="System.NotSupportedException">This version of ML.NET lacks an internal member that CharRnn needs.</exception>
    public static CharRnnTrainer CharRnn(
        this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog, string textColumnName, CharRnnTrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(textColumnName);
        return new CharRnnTrainer(MlNetInternals.EnvironmentOf(catalog), textColumnName, options ?? new CharRnnTrainerOptions());
    }
}
