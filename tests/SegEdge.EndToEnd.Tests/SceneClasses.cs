using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

/// <summary>The twelve classes of a road scene, with the colours of their masks.</summary>
public static class SceneClasses
{
    public const byte Sky = 0, Building = 1, Road = 3, Tree = 5, Car = 8, Pedestrian = 9;

    public static readonly string[] Names =
        ["sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "cyclist", "void"];

    private static readonly string[] Colors =
    [
        "#7fb8e6", "#b58a6a", "#c9c9a3", "#7d5fb2", "#d67ad2", "#5c9e4a", "#e8c33c", "#8d6f57", "#3f7be0", "#ef5350", "#ff9b3d", "#30343b",
    ];

    public static HeadStatus Head { get; } = new("classes", Names.Select((name, i) => new ClassStatus(i, name, Colors[i])).ToList());

    public static IReadOnlyList<(byte R, byte G, byte B)> Palette { get; } =
        Colors.Select(c => (Convert.ToByte(c[1..3], 16), Convert.ToByte(c[3..5], 16), Convert.ToByte(c[5..7], 16))).ToList();
}
