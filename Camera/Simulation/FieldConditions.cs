using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Everything a seed decides once: the field, what grows there, the weather, and how the camera is mounted.</summary>
internal sealed record FieldConditions
{
    public required long Seed { get; init; }

    public required CropKind Crop { get; init; }

    public required WeedKind[] Weeds { get; init; }

    /// <summary>0 = two leaves, 1 = as large as it still lets a robot pass.</summary>
    public required float Growth { get; init; }

    /// <summary>Metres from the stem to the farthest leaf tip, roughly.</summary>
    public required float CropRadius { get; init; }

    public required float RowSpacing { get; init; }

    public required float PlantSpacing { get; init; }

    /// <summary>Metres between the world's x = 0, where the robot drives, and the next row.</summary>
    public required float RowOffset { get; init; }

    /// <summary>Share of places in a row where nothing came up.</summary>
    public required float Gaps { get; init; }

    /// <summary>Weeds per square metre, outside patches.</summary>
    public required float WeedDensity { get; init; }

    public required float WeedSize { get; init; }

    /// <summary>Stones per square metre that count as obstacles.</summary>
    public required float StoneDensity { get; init; }

    public required float CameraHeight { get; init; }

    public required float Pitch { get; init; }

    public required float HorizontalView { get; init; }

    /// <summary>Metres per second.</summary>
    public required float Speed { get; init; }

    /// <summary>1 = a smooth track.</summary>
    public required float Bumps { get; init; }

    /// <summary>How far a plant leans, as a share of its height, in the mean gust.</summary>
    public required float Wind { get; init; }

    /// <summary>Linear reflectance of dry soil, BGR.</summary>
    public required Vector3 Soil { get; init; }

    public required float Wetness { get; init; }

    /// <summary>0 = fine seedbed, 1 = clods.</summary>
    public required float Clods { get; init; }

    /// <summary>Metres from furrow to ridge.</summary>
    public required float Ridge { get; init; }

    /// <summary>Straw and dead leaves on the ground, 0..1.</summary>
    public required float Residue { get; init; }

    public required Light Light { get; init; }

    /// <summary>Share of cloud that throws moving shadows, 0..1.</summary>
    public required float CloudShadows { get; init; }

    public required float Noise { get; init; }

    /// <summary>Seconds the shutter is open: near ground smears.</summary>
    public required float Exposure { get; init; }

    public required float Vignette { get; init; }

    public static FieldConditions Draw(long seed)
    {
        var dice = Dice.For(seed, 0xF1E1D);
        var crop = (CropKind)dice.Below(Enum.GetValues<CropKind>().Length);
        var cameraHeight = dice.Bell(0.7f, 1.9f);
        var growth = dice.Next();
        var radius = float.Lerp(0.07f, 0.30f, growth) * dice.Between(0.85f, 1.15f) * (crop == CropKind.Maize ? 1.25f : 1);
        radius = Math.Min(radius, cameraHeight * 0.24f);
        // Rows close only when the crop is tall: the robot's own wheels need the space.
        var rows = Math.Max(dice.Between(0.42f, 0.78f), radius * 1.75f);
        var weeds = Enum.GetValues<WeedKind>();
        dice.Shuffle(weeds);
        return new FieldConditions
        {
            Seed = seed,
            Crop = crop,
            Weeds = weeds[..3],
            Growth = growth,
            CropRadius = radius,
            RowSpacing = rows,
            PlantSpacing = Math.Max(radius * dice.Between(0.9f, 1.5f), 0.1f),
            RowOffset = rows * dice.Between(0.3f, 0.7f),
            Gaps = dice.Between(0.02f, 0.15f),
            WeedDensity = MathF.Pow(dice.Next(), 2) * 7 + 0.3f,
            WeedSize = dice.Between(0.05f, 0.13f) + 0.05f * growth,
            StoneDensity = dice.Chance(0.5f) ? dice.Between(0.01f, 0.12f) : 0.004f,
            CameraHeight = cameraHeight,
            Pitch = float.DegreesToRadians(dice.Bell(9, 40)),
            HorizontalView = float.DegreesToRadians(dice.Bell(52, 84)),
            Speed = dice.Between(0.8f, 1.6f),
            Bumps = dice.Between(0.4f, 1.6f),
            Wind = dice.Between(0.01f, 0.09f),
            Soil = DrawSoil(ref dice),
            Wetness = MathF.Pow(dice.Next(), 2),
            Clods = dice.Next(),
            Ridge = dice.Between(0.0f, 0.07f),
            Residue = dice.Chance(0.5f) ? dice.Next() : 0.1f,
            Light = Light.Draw(ref dice),
            CloudShadows = dice.Chance(0.5f) ? dice.Between(0.3f, 0.8f) : 0,
            Noise = dice.Between(1.5f, 7),
            Exposure = dice.Between(0.0005f, 0.006f),
            Vignette = dice.Between(0.05f, 0.35f),
        };
    }

    /// <summary>A seed's soil, light and camera over look-alike plants, seen steeply and close: a plant is about 40 pixels of 256.</summary>
    internal static FieldConditions DrawTwins(long seed) => Draw(seed) with
    {
        CropRadius = 0.10f,
        RowSpacing = 0.50f,
        PlantSpacing = 0.45f,
        RowOffset = 0.25f,
        CameraHeight = 1.05f,
        // At 55 degrees down and 50 wide the nearest ground is 1.5 times as large as the farthest and no sky is in sight.
        Pitch = float.DegreesToRadians(55),
        HorizontalView = float.DegreesToRadians(50),
        Bumps = 0.5f,
        Wind = 0.02f,
        Residue = 0.1f,
    };

    private static Vector3 DrawSoil(ref Dice dice)
    {
        // BGR reflectance: black earth, brown loam, grey clay, red earth, pale sand, yellow loess; then mixed in pairs.
        ReadOnlySpan<Vector3> soils =
        [
            new(0.030f, 0.042f, 0.055f), new(0.055f, 0.090f, 0.135f), new(0.110f, 0.130f, 0.150f),
            new(0.040f, 0.075f, 0.170f), new(0.150f, 0.215f, 0.280f), new(0.080f, 0.140f, 0.200f),
        ];
        var mixed = Vector3.Lerp(soils[dice.Below(soils.Length)], soils[dice.Below(soils.Length)], dice.Next());
        return mixed * dice.Between(0.8f, 1.25f);
    }
}
