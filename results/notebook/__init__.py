"""What `import gongzhi` gives a script or a notebook: runs, comparisons and studies that show themselves."""
