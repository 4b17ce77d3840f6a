using System.Globalization;

namespace SegEdge.Explain;

/// <summary>How a region is picked from a class map. Textual form: <c>largest</c>, <c>all</c> or <c>x,y</c>.</summary>
/// <param name="X">Column in model output pixels; 0 unless <see cref="RegionKind.AtPoint"/>.</param>
/// <param name="Y">Row in model output pixels; 0 unless <see cref="RegionKind.AtPoint"/>.</param>
public sealed record RegionSelection(RegionKind Kind, int X = 0, int Y = 0)
{
    public static RegionSelection Largest { get; } = new(RegionKind.Largest);

    public static RegionSelection All { get; } = new(RegionKind.All);

    public static RegionSelection At(int x, int y) => new(RegionKind.AtPoint, x, y);

    /// <exception cref="ExplainException">Neither of the three forms.</exception>
    public static RegionSelection Parse(string text)
    {
        if (text.Equals("largest", StringComparison.OrdinalIgnoreCase)) return Largest;
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase)) return All;
        var numbers = text.Split(',', StringSplitOptions.TrimEntries);
        if (numbers.Length == 2 && TryPixel(numbers[0], out var x) && TryPixel(numbers[1], out var y)) return At(x, y);
        throw new ExplainException($"Target: region '{text}' is not understood. Allowed: region=largest, region=all, or region=x,y "
            + "with a column and a row in pixels of the model's output, such as region=120,64.");
    }

    public override string ToString() => Kind switch
    {
        RegionKind.Largest => "largest",
        RegionKind.All => "all",
        _ => string.Create(CultureInfo.InvariantCulture, $"{X},{Y}"),
    };

    private static bool TryPixel(string text, out int pixel) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pixel);
}
