using System.Globalization;

namespace SegEdge.Explain;

/// <summary>How a region is picked from a class map. Textual form: <c>largest</c>, <c>all</c>, <c>uncertain</c>, <c>x,y</c> or
/// <c>x,y,width,height</c>.</summary>
/// <param name="X">Column in model output pixels; of <see cref="RegionKind.AtPoint"/>, and of the left edge of <see cref="RegionKind.Box"/>.</param>
/// <param name="Y">Row in model output pixels, likewise.</param>
public sealed record RegionSelection(RegionKind Kind, int X = 0, int Y = 0, int Width = 0, int Height = 0)
{
    public static RegionSelection Largest { get; } = new(RegionKind.Largest);

    public static RegionSelection All { get; } = new(RegionKind.All);

    public static RegionSelection Uncertain { get; } = new(RegionKind.Uncertain);

    public static RegionSelection At(int x, int y) => new(RegionKind.AtPoint, x, y);

    /// <exception cref="ExplainException">None of the forms.</exception>
    public static RegionSelection Parse(string text)
    {
        if (text.Equals("largest", StringComparison.OrdinalIgnoreCase)) return Largest;
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase)) return All;
        if (text.Equals("uncertain", StringComparison.OrdinalIgnoreCase)) return Uncertain;
        var numbers = text.Split(',', StringSplitOptions.TrimEntries);
        if (numbers.Length == 2 && TryPixel(numbers[0], out var x) && TryPixel(numbers[1], out var y)) return At(x, y);
        if (numbers.Length == 4 && TryPixel(numbers[0], out x) && TryPixel(numbers[1], out y) && TryPixel(numbers[2], out var width)
            && TryPixel(numbers[3], out var height) && width > 0 && height > 0)
            return new RegionSelection(RegionKind.Box, x, y, width, height);
        throw new ExplainException($"Target: region '{text}' is not understood. Allowed: region=largest, region=all, region=uncertain, region=x,y "
            + "with a column and a row in pixels of the model's output, such as region=120,64, or region=x,y,width,height.");
    }

    public override string ToString() => Kind switch
    {
        RegionKind.Largest => "largest",
        RegionKind.All => "all",
        RegionKind.Uncertain => "uncertain",
        RegionKind.Box => string.Create(CultureInfo.InvariantCulture, $"{X},{Y},{Width},{Height}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{X},{Y}"),
    };

    private static bool TryPixel(string text, out int pixel) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pixel);
}
