namespace SegEdge.Camera.Simulation;

/// <summary>Individuals of one kind, each drawn once per distance: full shading costs nothing per frame, and since distance decides
/// size and viewing angle together, one sprite per distance is enough.</summary>
internal sealed class SpriteSheet
{
    /// <summary>Depth ratio of neighbouring sprites: at 1.2 the jump from one to the next is hard to see, and each is scaled by at
    /// most 1.2.</summary>
    private const float Step = 1.2f;

    /// <summary>Shadows farther away than this are a pixel or two: rows of them are drawn as one dark stripe by the ground.</summary>
    private const float ShadowReach = 14;

    private readonly Sprite[][] _sprites; // [individual][distance]
    private readonly float _nearest;

    public SpriteSheet(SpriteStudio studio, PinholeCamera camera, int individuals, Dice dice, MeshBuilder build)
    {
        camera.TryGround(camera.HeightPx * 1.04f, out _, out _nearest);
        var count = 1;
        for (var depth = _nearest; depth < Planting.Reach; depth *= Step) count++;
        _sprites = new Sprite[individuals][];
        for (var i = 0; i < individuals; i++)
        {
            var individual = new Dice((ulong)dice.Key());
            _sprites[i] = new Sprite[count];
            for (var d = 0; d < count; d++)
            {
                var depth = _nearest * MathF.Pow(Step, d);
                var same = individual;
                _sprites[i][d] = studio.Draw(ref same, build, depth, withShadow: depth < ShadowReach);
            }
        }
    }

    public int Individuals => _sprites.Length;

    /// <summary>The sprite to use at this depth: the next larger one, so that scaling never blurs.</summary>
    public Sprite At(int individual, float depth)
    {
        var distances = _sprites[individual];
        // +0.02: standing exactly on a drawn depth must not flip between two sprites.
        var d = (int)(MathF.Log(depth / _nearest) / MathF.Log(Step) + 0.02f);
        return distances[Math.Clamp(d, 0, distances.Length - 1)];
    }
}
