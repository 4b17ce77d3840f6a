namespace SegEdge.Camera.Simulation;

/// <summary>What the truth of a simulated picture tells apart; the bundled model <c>models/field</c> has the same list.</summary>
/// <remarks>Grains and pebbles are soil, stones from about a hand's width are obstacles. Hills and the tree line count as sky: the
/// class means "beyond the field". Mud and glare lie on the lens and leave the truth alone.</remarks>
public static class FieldClasses
{
    public const byte Soil = 0;
    public const byte Crop = 1;
    public const byte Weed = 2;
    public const byte Obstacle = 3;
    public const byte Person = 4;
    public const byte Sky = 5;

    public static int Count => Names.Length;

    /// <summary>Position = class number.</summary>
    public static ReadOnlySpan<string> Names => NamesInOrder;

    /// <summary>Position = class number; <c>#rrggbb</c>, told apart also by colour-blind eyes (hue and lightness both differ).</summary>
    public static ReadOnlySpan<string> Colors => ColorsInOrder;

    private static readonly string[] NamesInOrder = ["soil", "crop", "weed", "obstacle", "person", "sky"];
    private static readonly string[] ColorsInOrder = ["#8b6b4a", "#3fa34d", "#f2c14e", "#8e5bd0", "#e4572e", "#7fc8f8"];
}
