namespace CharRnn.Reports;

/// <summary>What a visualisation holds.</summary>
public sealed class VisualizationOptions
{
    /// <summary>The greatest <see cref="Limit"/>.</summary>
    public const int MaximumLimit = 1_000_000;

    /// <summary>Gets or sets the title. The default is null, which is the name of the last model.</summary>
    public string? Title { get; set; }

    /// <summary>Gets or sets the number of characters to show, 1 to 1,000,000; of longer texts it is the first ones. The default is 100,000.</summary>
    public int Limit { get; set; } = 100_000;

    /// <summary>Gets or sets the layer and the cell, both from 1, that are shown first. The default is null, which is the cell that goes along best with a feature of the text.</summary>
    public (int Layer, int Cell)? FirstCell { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range.</exception>
    public void Validate()
    {
        if (Limit is < 1 or > MaximumLimit)
        {
            throw new InvalidOptionsException($"Limit is {Limit}; must be from 1 to {MaximumLimit}");
        }
    }
}
