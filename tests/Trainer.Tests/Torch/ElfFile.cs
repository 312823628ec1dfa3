using System.Runtime.InteropServices;
using System.Text;

namespace CharRnn.Trainer.Tests;

/// <summary>What a shared library (ELF, 64 bits, little-endian) asks of the versions of others.</summary>
internal sealed class ElfFile
{
    private const uint RelocationsWithAddends = 4; // SHT_RELA
    private const uint DynamicSymbols = 11; // SHT_DYNSYM
    private const uint VersionsNeeded = 0x6ffffffe; // SHT_GNU_verneed
    private const uint VersionOfSymbols = 0x6fffffff; // SHT_GNU_versym

    private readonly byte[] bytes;
    private readonly Section[] sections;

    public ElfFile(string path)
    {
        bytes = File.ReadAllBytes(path);
        sections = MemoryMarshal.Cast<byte, Section>(bytes.AsSpan((int)Read<ulong>(0x28), Read<ushort>(0x3C) * Marshal.SizeOf<Section>())).ToArray();
    }

    /// <summary>The versions needed, by name: whether each is weak, and the number by which symbols refer to it.</summary>
    public Dictionary<string, (bool Weak, int Index)> Versions()
    {
        Dictionary<string, (bool Weak, int Index)> versions = [];
        Section section = Find(VersionsNeeded);
        Section names = sections[section.Link];
        int library = (int)section.Offset;
        for (uint i = 0; i < section.Info; i++)
        {
            int version = library + Read<int>(library + 8);
            for (int j = Read<ushort>(library + 2); j > 0; j--)
            {
                int name = (int)names.Offset + Read<int>(version + 8);
                versions[Encoding.ASCII.GetString(bytes.AsSpan(name)[..bytes.AsSpan(name).IndexOf((byte)0)])] =
                    ((Read<ushort>(version + 4) & 2) != 0, Read<ushort>(version + 6));
                version += Read<int>(version + 12);
            }

            library += Read<int>(library + 12);
        }

        return versions;
    }

    /// <summary>How many relocations refer to symbols of a version: each is a use of one.</summary>
    public int CountUses(int versionIndex)
    {
        ReadOnlySpan<ushort> versions = Content<ushort>(Find(VersionOfSymbols));
        int uses = 0;
        foreach (Section section in sections.Where(section => section.Type == RelocationsWithAddends && sections[section.Link].Type == DynamicSymbols))
        {
            foreach (Relocation relocation in Content<Relocation>(section))
            {
                uses += versions[(int)(relocation.Info >> 32)] == versionIndex ? 1 : 0;
            }
        }

        return uses;
    }

    private Section Find(uint type) => sections.Single(section => section.Type == type);

    private ReadOnlySpan<T> Content<T>(Section section)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes.AsSpan((int)section.Offset, (int)section.Size));

    private T Read<T>(int offset)
        where T : struct => MemoryMarshal.Read<T>(bytes.AsSpan(offset));

    private readonly record struct Section(uint Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link, uint Info, ulong Alignment, ulong EntrySize);

    private readonly record struct Relocation(ulong Offset, ulong Info, long Addend);
}
