using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>A field of look-alikes on a loose grid. What grows at a place is a throw of its own, so neither place nor row tells crop from
/// weed; the leaf does, and marker sticks do where they are planted to.</summary>
internal sealed class TwinPlanting : IPlanting
{
    private const float Gaps = 0.12f, Weeds = 0.45f; // shares of the places, and of the plants

    private readonly FieldConditions _field;
    private readonly MarkerSticks _sticks;
    private readonly RobotPath _path;
    private readonly SpriteSheet _crop, _weed, _stick;
    private readonly List<Standing> _standing = []; // kept, so that a warm frame allocates nothing
    private readonly float _nearest, _farthest;

    public TwinPlanting(FieldConditions field, MarkerSticks sticks, RobotPath path)
    {
        (_field, _sticks, _path) = (field, sticks, path);
        var studio = new SpriteStudio(path.Mean, field.Light);
        _crop = new SpriteSheet(studio, path.Mean, 9, Dice.For(field.Seed, 41), (ref Dice d, Mesh mesh, float fine) => TwinPlants.Build(false, field, ref d, mesh, fine));
        _weed = new SpriteSheet(studio, path.Mean, 9, Dice.For(field.Seed, 42), (ref Dice d, Mesh mesh, float fine) => TwinPlants.Build(true, field, ref d, mesh, fine));
        _stick = new SpriteSheet(studio, path.Mean, 1, Dice.For(field.Seed, 43), (ref Dice d, Mesh mesh, float fine) => Stick.Build(mesh));
        path.Mean.TryGround(path.Mean.HeightPx, out _nearest, out _);
        _farthest = path.Mean.TryGround(0, out var top, out _) ? Math.Min(top, Planting.Reach) : Planting.Reach;
    }

    public Vector3 CropColour => _crop.At(0, 2).MeanColour;

    public void Visit(in PinholeCamera camera, long frame, IPlantVisitor visit)
    {
        _standing.Clear();
        var driven = _path.DrivenAt(frame);
        // Half a metre more on each side: the robot nods, and what stands outside may lean or throw its shadow in.
        var (first, last) = ((long)((driven + _nearest - 0.5) / _field.PlantSpacing), (long)((driven + _farthest + 0.5) / _field.PlantSpacing));
        var half = camera.DepthOfGround(_farthest) * camera.CentreX / camera.FocalPx + 0.5f;
        var rows = (int)(half / _field.RowSpacing) + 1;
        for (var place = first; place <= last; place++)
            for (var row = -rows; row <= rows; row++) Plant(place, row, driven);
        _standing.Sort((a, b) => b.At.Y.CompareTo(a.At.Y));
        foreach (var (sheet, individual, at, size, phase, label) in _standing)
        {
            visit.StripDone(at.Y);
            visit.Stands(sheet, individual, at, size, phase, label);
        }
    }

    private void Plant(long place, int row, double driven)
    {
        var dice = Dice.For(_field.Seed, place, row, 44);
        var (grows, weed) = (!dice.Chance(Gaps), dice.Chance(Weeds));
        var at = new Vector2(
            _field.RowOffset + row * _field.RowSpacing + dice.Bell(-0.04f, 0.04f), (float)(place * _field.PlantSpacing + dice.Bell(-0.05f, 0.05f) - driven));
        var sheet = weed ? _weed : _crop;
        if (grows) _standing.Add(new(sheet, dice.Below(sheet.Individuals), at, dice.Bell(0.88f, 1.1f), dice.Angle(), weed ? FieldClasses.Weed : FieldClasses.Crop));

        // Its own dice: a field's plants do not depend on where its sticks stand.
        dice = Dice.For(_field.Seed, place, row, 45);
        var coin = dice.Chance(Weeds);
        // Right or left of the plant, at 0.8 to 0.95 of its width from its middle: beside it, never over it, and nearer to it than to any other.
        var angle = (dice.Chance(0.5f) ? 0 : MathF.PI) + dice.Between(-0.45f, 0.45f);
        var foot = at + new Vector2(MathF.Cos(angle), MathF.Sin(angle)) * (_field.CropRadius * dice.Between(1.6f, 1.9f));
        if (_sticks switch { MarkerSticks.BesideWeeds => grows && weed, MarkerSticks.Anywhere => coin, _ => false })
            _standing.Add(new(_stick, 0, foot, dice.Between(0.9f, 1.1f), dice.Angle(), Stick.Label));
    }

    private readonly record struct Standing(SpriteSheet Sheet, int Individual, Vector2 At, float Size, float Phase, byte Label);
}
